"""Slopes and expected information of every rated answer, for the search of the posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.full.mode.state import State
from elo.core.full.model.hyper import HYPER, LAPSE_CENTRE, LOG_LAPSE_SPREAD, LOG_TIE, SIDE
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class AnswerSlopes:
    """First derivatives of the log-likelihood, and expected second ones (Fisher's information).

    Parameters
    ----------
    first, second, rater : ndarray of int, shape (n,)
        Cells of each pair, and who answered.
    chance : ndarray of float, shape (n,)
        Of the answer given, from somebody who never answers at random.
    gap_slope, gap_information : ndarray of float, shape (n,)
        Over the gap in logits.
    gap_with : ndarray of float, shape (n, 10)
        Information that the gap shares with each of ``HYPER``, every rater's z following.
    slope, information : ndarray of float, shapes (10,) and (10, 10)
        Over ``HYPER``, likewise; nothing of traps and identical pairs is in them.
    """

    first: IntArray
    second: IntArray
    rater: IntArray
    chance: FloatArray
    gap_slope: FloatArray
    gap_information: FloatArray
    gap_with: FloatArray
    slope: FloatArray
    information: FloatArray


def look_at_answers(rows: Rows, state: State) -> AnswerSlopes:
    """Differentiate the likelihood of all rated answers at one point."""
    first = np.concatenate([rows.winner, rows.tie_a])
    second = np.concatenate([rows.loser, rows.tie_b])
    rater = np.concatenate([rows.rater, rows.tie_rater])
    side = np.concatenate([rows.winner_side, rows.tie_side]).astype(np.float64)
    score = state.skill[rows.cell_condition] + state.effect
    gap = score[first] - score[second] + (state.hyper[SIDE] * side if rows.has_sides else 0.0)
    nu = float(np.exp(state.hyper[LOG_TIE])) if rows.has_ties else None
    chances = choice_chances(gap, nu)
    lapse = expit(state.lapse_logit)[rater]
    seen = (1 - lapse) * chances + lapse / len(chances)
    lean = (chances[0] - chances[1]) / 2
    over_gap = (1 - lapse) * chances * (np.array([0.5, -0.5, 0.0])[: len(chances), None] - lean)
    over_logit = (1 / len(chances) - chances) * lapse * (1 - lapse)
    over = {SIDE: side * over_gap}
    if rows.has_ties:
        over[LOG_TIE] = (1 - lapse) * chances * (np.array([[0.0], [0.0], [1.0]]) - chances[2])
    over[LAPSE_CENTRE], over[LOG_LAPSE_SPREAD] = (
        over_logit * each[rater] for each in state.logit_moves
    )
    chosen = np.repeat([0, 2], [len(rows.winner), len(rows.tie_a)]), np.arange(len(gap))
    gap_with, slope, information = cross(over_gap, over, seen, chosen)
    return AnswerSlopes(
        first=first,
        second=second,
        rater=rater,
        chance=chances[chosen],
        gap_slope=over_gap[chosen] / seen[chosen],
        gap_information=(over_gap**2 / seen).sum(axis=0),
        gap_with=gap_with,
        slope=slope,
        information=information,
    )


def choice_chances(gap: FloatArray, nu: float | None) -> FloatArray:
    """Chances that the first and second win, and of a tie if there are any; shape (2 or 3, n)."""
    half = np.exp(np.clip(gap, -60, 60) / 2)
    weights = [half, 1 / half] if nu is None else [half, 1 / half, np.full_like(half, nu)]
    stacked = np.stack(weights)
    return np.asarray(stacked / stacked.sum(axis=0))


def cross(
    over_gap: FloatArray,
    over: dict[int, FloatArray],
    seen: FloatArray,
    chosen: tuple[IntArray, IntArray],
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Information between the gap and each number, slopes of these, and information among them."""
    gap_with = np.zeros((over_gap.shape[1], len(HYPER)))
    slope, information = np.zeros(len(HYPER)), np.zeros((len(HYPER), len(HYPER)))
    for one, change in over.items():
        weighed = change / seen
        gap_with[:, one] = (over_gap * weighed).sum(axis=0)
        slope[one] = weighed[chosen].sum()
        for two, other in over.items():
            information[one, two] = np.vdot(weighed, other)
    return gap_with, slope, information
