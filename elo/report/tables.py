"""elo.csv, savings.csv, equal_quality.csv and fit.json. Their columns are fixed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from elo.charts.pairs import mean_win_probability
from elo.core.diagnostics import ESS_LIMIT, RHAT_LIMIT
from elo.core.elo_fit import EloFit
from elo.core.equal_quality import EqualRate
from elo.core.formats.values import write_all, write_columns
from elo.core.intervals import Interval
from elo.core.savings import Saving
from elo.core.types import ELO_PER_JND, MEAN_ELO, Conditions
from elo.report.findings import Findings
from elo.report.words import write_headline

Columns = dict[str, Iterable[object]]
SAVING = ("saving_median", "saving_q025", "saving_q975")
# Probability is last, so that whoever reads by place reads on.
SAVINGS = (
    *("test", "anchor", "elo_low", "elo_high", "overlap", "no_overlap_share"),
    *SAVING,
    *("bd_rate_median", "bd_rate_q025", "bd_rate_q975", "repaired_share", "flag", "probability"),
)


def write_elo(*, fit: EloFit, conditions: Conditions, path: Path) -> None:
    """Write a row for each rated condition, in the order of the conditions table."""
    rank = {name: index for index, name in enumerate(conditions.names)}
    order = sorted(range(len(fit.conditions)), key=lambda each: rank[fit.conditions[each]])
    place = [rank[fit.conditions[index]] for index in order]
    mean = fit.mean_elo[order]
    columns: Columns = {
        "condition": [fit.conditions[index] for index in order],
        "codec": [conditions.codec[index] for index in place],
        "bpp": write_all(conditions.bpp[place], 8),
        "elo_mean": write_all(mean, 3),
        "elo_sd": write_all(fit.sd_elo[order], 3),
        "elo_q025": write_all(fit.quantile_elo(0.025)[order], 3),
        "elo_q975": write_all(fit.quantile_elo(0.975)[order], 3),
        "jnd_mean": write_all((mean - MEAN_ELO) / ELO_PER_JND, 4),
        "rhat": write_all(fit.rhat[order], 5),
        "ess_bulk": write_all(fit.ess_bulk[order], 1),
        "votes": fit.votes_per_condition[order].tolist(),
    }
    write_columns(path=path, columns=columns)


def write_savings(*, savings: tuple[Saving, ...], path: Path) -> None:
    """Write a row for each ordered pair of codecs; fractions, empty where refused."""
    known = saving_columns(savings)
    write_columns(path=path, columns={name: known[name] for name in SAVINGS})


def saving_columns(savings: Sequence[Saving]) -> Columns:
    """Everything that a table may tell of savings."""
    return {
        "test": [each.test for each in savings],
        "anchor": [each.anchor for each in savings],
        "elo_low": write_all((each.elo_low for each in savings), 2),
        "elo_high": write_all((each.elo_high for each in savings), 2),
        "overlap": write_all((each.overlap for each in savings), 4),
        "no_overlap_share": write_all((each.no_overlap_share for each in savings), 5),
        **interval_columns("saving", [each.saving for each in savings]),
        **interval_columns("bd_rate", [each.bd_rate for each in savings]),
        "repaired_share": write_all((each.repaired_share for each in savings), 5),
        "flag": [each.flag for each in savings],
        "probability": write_all((each.probability for each in savings), 5),
    }


def write_equal_quality(*, rates: tuple[EqualRate, ...], path: Path) -> None:
    """Write a row for each rated condition and each other codec; bits per pixel."""
    columns: Columns = {
        "condition": [each.condition for each in rates],
        "codec": [each.codec for each in rates],
        "bpp": write_all((each.bpp for each in rates), 8),
        "anchor": [each.anchor for each in rates],
        **interval_columns("bpp_equal", [each.bpp_equal for each in rates]),
        "flag": [each.flag for each in rates],
    }
    write_columns(path=path, columns=columns)


def write_win_probability(*, fit: EloFit, conditions: Conditions, path: Path) -> None:
    """Write the chance that the row's condition is preferred to the column's, best first."""
    order = np.argsort(-fit.mean_elo)
    names = [fit.conditions[at] for at in order.tolist()]
    chance = mean_win_probability(fit.draws_elo)[np.ix_(order, order)]
    columns: Columns = {"condition": names}
    for at, name in enumerate(names):
        cells = write_all(chance[:, at].tolist(), 4)
        columns[f"over {name}"] = ["" if row == at else each for row, each in enumerate(cells)]
    write_columns(path=path, columns=columns)


def interval_columns(name: str, intervals: list[Interval]) -> Columns:
    return {
        f"{name}_median": write_all((each.median for each in intervals), 6),
        f"{name}_q025": write_all((each.q025 for each in intervals), 6),
        f"{name}_q975": write_all((each.q975 for each in intervals), 6),
    }


def list_facts(findings: Findings) -> dict[str, Any]:
    """Everything needed to judge and repeat the fit, as fit.json holds it."""
    context, fit = findings.context, findings.context.fit
    return {
        "title": context.title,
        "headline": write_headline(findings),
        "generated_at": context.generated_at.isoformat(),
        "simulated": context.simulated,
        "model": fit.model,
        "seed": fit.seed,
        "ties": fit.ties,
        "n_votes": fit.n_votes,
        "n_raters": fit.n_raters,
        "n_conditions": len(fit.conditions),
        "left_out": list(context.left_out),
        "without": list(context.without),
        "without_reason": context.without_reason,
        "warnings": [*context.warnings, *findings.unbeaten],
        "votes_sha256": fit.digest,
        "priors": dict(fit.priors),
        "settings": dict(fit.settings),
        "versions": dict(fit.versions),
        "diagnostics": list_diagnostics(fit),
        "test_codec": findings.test,
        "codecs": dict(zip(findings.palette.codecs, findings.palette.labels, strict=True)),
        "leading": list_leading(findings.leading),
        "suggested": list(findings.evidence.suggested),
        "study_settings": dict(context.settings or {}),
    }


def list_diagnostics(fit: EloFit) -> dict[str, Any]:
    return {
        "worst_rhat": number(fit.worst_rhat),
        "least_ess": number(fit.least_ess),
        "divergences": fit.divergences,
        "other": {
            name: {
                "rhat": number(fit.other_rhat.get(name, math.nan)),
                "ess": number(fit.other_ess.get(name, math.nan)),
            }
            for name in dict.fromkeys([*fit.other_rhat, *fit.other_ess])
        },
        "limits": {"rhat_below": RHAT_LIMIT, "ess_above": ESS_LIMIT, "divergences": 0},
        "per_condition": {
            name: {"rhat": number(rhat), "ess_bulk": number(bulk), "ess_tail": number(tail)}
            for name, rhat, bulk, tail in zip(
                fit.conditions,
                fit.rhat.tolist(),
                fit.ess_bulk.tolist(),
                fit.ess_tail.tolist(),
                strict=True,
            )
        },
    }


def list_leading(leading: Saving | None) -> dict[str, Any] | None:
    if leading is None:
        return None
    drawn = leading.saving
    return {
        "test": leading.test,
        "anchor": leading.anchor,
        "saving_median": number(drawn.median),
        "saving_q025": number(drawn.q025),
        "saving_q975": number(drawn.q975),
        "probability": number(leading.probability),
    }


def number(value: float) -> float | None:
    """JSON has no nan."""
    return None if math.isnan(value) else round(value, 6)


def write_facts(*, facts: dict[str, Any], path: Path) -> None:
    """Write fit.json."""
    text = json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
