"""Slopes and expected information of every rated answer, for the search of the posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.full.density import LOG_TIE, SIDE
from elo.core.full.rows import Rows
from elo.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class AnswerSlopes:
    """First derivatives of the log-likelihood, and expected second ones.

    Parameters
    ----------
    first, second, rater : ndarray of int, shape (n,)
        Cells of each pair, and who answered.
    chance : ndarray of float, shape (n,)
        Of the answer given, from somebody who never answers at random.
    gap_score, gap_information : ndarray of float, shape (n,)
        Over the gap in logits.
    side_score, side_information, tie_score, tie_information : float
        Over ``side`` and the logarithm of Davidson's nu.
    """

    first: IntArray
    second: IntArray
    rater: IntArray
    chance: FloatArray
    gap_score: FloatArray
    gap_information: FloatArray
    side_score: float
    side_information: float
    tie_score: float
    tie_information: float


def look_at_answers(
    rows: Rows, hyper: FloatArray, skill: FloatArray, effect: FloatArray, lapse_logit: FloatArray
) -> AnswerSlopes:
    """Differentiate the likelihood of all rated answers at one point."""
    first = np.concatenate([rows.winner, rows.tie_a])
    second = np.concatenate([rows.loser, rows.tie_b])
    rater = np.concatenate([rows.rater, rows.tie_rater])
    side = np.concatenate([rows.winner_side, rows.tie_side]).astype(np.float64)
    score = skill[rows.cell_condition] + effect
    gap = score[first] - score[second] + (hyper[SIDE] * side if rows.has_sides else 0.0)
    chances = choice_chances(gap, float(np.exp(hyper[LOG_TIE])) if rows.has_ties else None)
    lapse = expit(lapse_logit)[rater]
    seen = (1 - lapse) * chances + lapse / len(chances)
    chosen = np.repeat([0, 2], [len(rows.winner), len(rows.tie_a)])
    lean = (chances[0] - chances[1]) / 2
    over_gap = chances * (np.array([0.5, -0.5, 0.0])[: len(chances), None] - lean)
    gap_score, gap_information = look((1 - lapse) * over_gap, seen, chosen)
    tie_score = tie_information = np.zeros(1)
    if rows.has_ties:
        over_tie = chances * (np.array([0.0, 0.0, 1.0])[:, None] - chances[2])
        tie_score, tie_information = look((1 - lapse) * over_tie, seen, chosen)
    return AnswerSlopes(
        first=first,
        second=second,
        rater=rater,
        chance=chances[chosen, np.arange(len(chosen))],
        gap_score=gap_score,
        gap_information=gap_information,
        side_score=float(gap_score @ side),
        side_information=float(gap_information @ side**2),
        tie_score=float(tie_score.sum()),
        tie_information=float(tie_information.sum()),
    )


def choice_chances(gap: FloatArray, nu: float | None) -> FloatArray:
    """Chances that the first and second win, and of a tie if there are any; shape (2 or 3, n)."""
    half = np.exp(np.clip(gap, -60, 60) / 2)
    weights = [half, 1 / half] if nu is None else [half, 1 / half, np.full_like(half, nu)]
    stacked = np.stack(weights)
    return np.asarray(stacked / stacked.sum(axis=0))


def look(change: FloatArray, seen: FloatArray, chosen: IntArray) -> tuple[FloatArray, FloatArray]:
    """Slope of the answer given, and what answers tell on average; both of shape (n,)."""
    every = np.arange(len(chosen))
    return change[chosen, every] / seen[chosen, every], (change**2 / seen).sum(axis=0)
