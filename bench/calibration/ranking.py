"""Ranks of the truth among the draws of `full`, where the truth comes from its own priors."""

from __future__ import annotations

import time

import numpy as np

from bench.calibration.keeping import Record
from bench.calibration.measuring import try_fit
from elo.core.elo_fit import EloFit
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.prior import PriorDraw, draw_from_priors
from elo.core.truth.ranks import rank_truth
from elo.core.types import FloatArray, Votes

CONDITIONS, SOURCES, RATERS = 6, 6, 16
DESIGN = Design(votes=25, traps=4, repeats=1, biases=2)
KEEP, BINS = 99, 20
ANOTHER_SEED = 1_000_000
# name in the results -> what a reader sees
FAMILIES = {
    "skill": "difference of two scores",
    "spread_logit": "spread of the scores",
    "source_effect": "effect of a source on a condition",
    "source_spread_logit": "spread of the source effects",
    "side_logit": "side",
    "log_tie_logit": "ties, log of nu",
    "lapse": "one rater's lapse",
    "lapse_centre_logit": "lapses, centre",
    "lapse_spread_logit": "lapses, spread",
    "miss_share": "missed traps",
}


def rank_study(number: int) -> Record:
    """What a line of the results file holds.

    A fit that its gates refuse is made once more with another seed; refused again, its ranks count
    all the same: studies left out for hard data would bend the ranks of those that stay.
    """
    drawn = draw_from_priors(conditions=CONDITIONS, sources=SOURCES, raters=RATERS, seed=number)
    votes = answer_study(truth=drawn.truth, design=DESIGN, seed=number)
    began_s = time.process_time()
    found, first = fit_full(votes, seed=number)
    refused = ""
    if first:
        found, refused = fit_full(votes, seed=number + ANOTHER_SEED)
    return {
        "study": number,
        "first": first,
        "refused": refused,
        "cpu_s": round(time.process_time() - began_s, 2),
        "ranks": find_ranks(found, drawn) if found else None,
    }


def fit_full(votes: Votes, *, seed: int) -> tuple[EloFit | None, str]:
    """With ties in the model even where none was drawn: whether they are must not hang on data."""
    return try_fit(votes, model="full", seed=seed, allow_ties=True)


def find_ranks(found: EloFit, drawn: PriorDraw) -> dict[str, int]:
    draws, truths = draws_by_family(found, drawn), truths_by_family(drawn)
    return {name: rank_truth(truth=truths[name], draws=draws[name], keep=KEEP) for name in FAMILIES}


def draws_by_family(found: EloFit, drawn: PriorDraw) -> dict[str, FloatArray]:
    """Draws of one scalar of each family, in the truth's units."""
    if found.conditions != drawn.truth.conditions:
        raise RuntimeError(f"rated {found.conditions}, expected {drawn.truth.conditions}")
    if found.draws_lapse is None or found.draws_source_elo is None:
        raise RuntimeError(f"the fit {found.model!r} knows no raters or no sources")
    source, rater = found.sources.index("source-000"), found.raters.index("rater-0000")
    effect = found.draws_source_elo[:, source, 0].astype(np.float64) - found.draws_elo[:, 0]
    return {
        "skill": found.draws_elo[:, 0] - found.draws_elo[:, 1],
        "source_effect": effect,
        "lapse": found.draws_lapse[:, rater],
        **found.other_draws,
    }


def truths_by_family(drawn: PriorDraw) -> dict[str, float]:
    truth = drawn.truth
    return {
        "skill": float(truth.elo[0] - truth.elo[1]),
        "source_effect": float(truth.source_elo[0, 0]),
        "lapse": float(truth.lapse[0]),
        **drawn.hyper,
    }
