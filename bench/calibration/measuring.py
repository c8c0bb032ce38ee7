"""One study fitted by one model: how many of its intervals hold the truth."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from bench.calibration.keeping import Record
from bench.calibration.studies import Study, make_study
from elo.core.diagnostics import check_convergence
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.truth.coverage import (
    all_differences,
    central_interval,
    compare_by_rate,
    find_inside,
)
from elo.core.types import ELO_PER_LOGIT, FloatArray, Votes


def measure(number: int, model: str, world: str = "spoilt") -> Record:
    """What a line of the results file holds. A fit that is refused says why, and is kept."""
    study = make_study(number, world)
    began_s = time.process_time()
    found, refused = try_fit(
        study.votes, seed=number, conditions=study.table, **name_options(model)
    )
    cpu_s = round(time.process_time() - began_s, 2)
    record = {"study": number, "model": model, "world": world, "refused": refused, "cpu_s": cpu_s}
    return record if found is None else {**record, **score(study, found)}


def name_options(model: str) -> dict[str, Any]:
    """What `elo.core.fit.fit` is asked for; "pooled" is `full` with curves along the rates."""
    return {"model": "full", "pool_rates": True} if model == "pooled" else {"model": model}


def try_fit(votes: Votes, **options: Any) -> tuple[EloFit | None, str]:
    """A fit, and why it is refused; an error on the way is a refusal without a fit."""
    try:
        found = fit(votes, **options)
    except (ValueError, RuntimeError, ArithmeticError) as error:  # numpy's among them
        return None, f"{type(error).__name__}: {error}"
    return found, say_refused(found)


def score(study: Study, found: EloFit) -> Record:
    if set(found.conditions) != set(study.truth.conditions):
        raise RuntimeError(f"study {study.number}: rated {found.conditions}, not all conditions")
    return {
        "attempts": found.settings.get("attempts", 1),
        "votes": found.n_votes,
        **score_elo(study, found),
        **score_savings(study, found),
        "others": score_others(study, found),
    }


def say_refused(found: EloFit) -> str:
    try:
        check_convergence(found)
    except RuntimeError as error:
        return str(error)
    return ""


def in_order(study: Study, found: EloFit) -> FloatArray:
    """Draws of the scores in the truth's order of conditions."""
    place = [found.conditions.index(name) for name in study.truth.conditions]
    return np.asarray(found.draws_elo[:, place])


def score_elo(study: Study, found: EloFit) -> Record:
    gaps = all_differences(in_order(study, found))
    true = all_differences(study.truth.elo)
    low, high = central_interval(gaps)
    slope = float(true @ gaps.mean(axis=0) / (true @ true))
    return {
        "elo": [int(find_inside(draws=gaps, truth=true).sum()), len(true)],
        "half_width_elo": round(float(np.mean(high - low)) / 2, 2),
        "scale": round(slope, 4),
    }


def score_savings(study: Study, found: EloFit) -> Record:
    """Savings in all pairs of codecs; those the product refuses make no interval."""
    true = compare_by_rate(conditions=study.conditions, elo=study.truth.elo[None, :])
    ours = compare_by_rate(conditions=study.conditions, elo=in_order(study, found))
    given = [pair for pair, each in ours.items() if not each.refused]
    inside = [
        ours[pair].saving.q025 <= true[pair].saving.median <= ours[pair].saving.q975
        for pair in given
    ]
    widths = [(ours[pair].saving.q975 - ours[pair].saving.q025) / 2 for pair in given]
    return {
        "saving": [int(sum(inside)), len(given)],
        "savings_refused": len(ours) - len(given),
        "half_width_saving": round(float(np.mean(widths)), 4) if widths else None,
        "repaired": round(float(np.mean([each.repaired_share for each in ours.values()])), 3),
    }


def score_others(study: Study, found: EloFit) -> dict[str, list[int]]:
    """Of what only `full` knows: [inside, all], by quantity."""
    truth, others = study.truth, {}
    known = {
        "side": ("side_logit", truth.side_elo / ELO_PER_LOGIT),
        "tie": ("log_tie_logit", float(np.log(truth.tie)) if truth.tie else np.nan),
    }
    for name, (column, true) in known.items():
        if column in found.other_draws:
            draws = found.other_draws[column][:, None]
            others[name] = [int(find_inside(draws=draws, truth=np.array([true]))[0]), 1]
    if found.draws_lapse is not None:
        place = [int(name.removeprefix("rater-")) for name in found.raters]
        inside = find_inside(draws=found.draws_lapse, truth=truth.lapse[place])
        others["lapse"] = [int(inside.sum()), len(inside)]
    return others
