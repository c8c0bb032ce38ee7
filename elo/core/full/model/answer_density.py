"""Log-likelihood of the rated answers in `full`, and its gradient, compiled.

A study may have 100,000 votes, so a row costs two divisions and no exponential: strengths are
raised to powers cell by cell, and logarithms are taken of products of many rows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from elo.core.full.compiling import compiled
from elo.core.full.model.hyper import LOG_TIE, SIDE
from elo.core.full.model.parts import Parts
from elo.core.full.model.rows import Rows, SmallArray
from elo.core.types import FloatArray

SMALL = 1e-100  # products of probabilities are turned into a logarithm below this


class Sight(NamedTuple):
    """What the chance of an answer is made of, once for all rows.

    Parameters
    ----------
    root : ndarray of float, shape (n_cells,)
        Square roots of strengths.
    lift : ndarray of float, shape (3,)
        Of such a root, shown right, unknown, left; left over right is side / 2.
    tie : float
        Davidson's nu.
    keen, noise : ndarray of float, shape (n_raters,)
        Chance that an answer follows the scores, and of each answer given at random.
    uniform : float
        One over the answers allowed.
    """

    root: FloatArray
    lift: FloatArray
    tie: float
    keen: FloatArray
    noise: FloatArray
    uniform: float


@compiled
def add_answers(
    rows: Rows, at: Parts, logit: FloatArray, slopes: Parts, g_logit: FloatArray
) -> float:
    """Rated votes; the gradient over effects is that over the scores of their cells."""
    sight = look(rows, at, logit)
    slope = np.zeros(len(logit))
    total = add_rows(
        rows.winner, rows.loser, rows.winner_side, rows.rater, False, sight, slopes, slope
    )
    total += add_rows(
        rows.tie_a, rows.tie_b, rows.tie_side, rows.tie_rater, True, sight, slopes, slope
    )
    for rater in range(len(logit)):
        g_logit[rater] += slope[rater] * sight.keen[rater] * (1 - sight.keen[rater])
    return total


@compiled
def look(rows: Rows, at: Parts, logit: FloatArray) -> Sight:
    """Raise strengths cell by cell, and find each rater's chances."""
    hyper = at.hyper
    root = np.empty(len(at.effect))
    for cell in range(len(at.effect)):
        score = at.skill[rows.cell_condition[cell]]
        if rows.has_sources:
            score += at.effect[cell]
        root[cell] = math.exp(score / 2)
    keen, noise = np.empty(len(logit)), np.empty(len(logit))
    choices = 3.0 if rows.has_ties else 2.0
    for rater in range(len(logit)):
        keen[rater] = 1 / (1 + math.exp(logit[rater]))
        noise[rater] = (1 - keen[rater]) / choices
    tie = math.exp(hyper[LOG_TIE]) if rows.has_ties else 0.0
    lift = np.ones(3)
    if rows.has_sides:
        lift[0], lift[2] = math.exp(-hyper[SIDE] / 4), math.exp(hyper[SIDE] / 4)
    return Sight(root, lift, tie, keen, noise, 1 / choices)


@compiled
def add_rows(
    firsts: SmallArray,
    seconds: SmallArray,
    sides: NDArray[np.int8],
    raters: SmallArray,
    tied: bool,
    sight: Sight,
    slopes: Parts,
    slope: FloatArray,
) -> float:
    """Answers of one kind: (1 - q) X/(W + L + T) + q/choices with X = T if ``tied``, else W."""
    total, product, g_side, g_tie = 0.0, 1.0, 0.0, 0.0
    for row in range(len(firsts)):
        one, two, side, rater = firsts[row], seconds[row], sides[row], raters[row]
        wins, loses, ties = weigh(sight, one, two, side)
        # d log W / d gap is 1/2 - (W - L)/2, which is L + T/2; of a tie 1/2 less.
        given, push = (ties, (loses - wins) / 2) if tied else (wins, loses + ties / 2)
        chance = sight.keen[rater] * given + sight.noise[rater]
        pull = sight.keen[rater] * given / chance
        push *= pull
        slopes.effect[one] += push
        slopes.effect[two] -= push
        g_side += side * push
        g_tie += pull * (1 - ties if tied else -ties)
        slope[rater] += (sight.uniform - given) / chance
        product *= chance
        if product < SMALL:
            total += math.log(product)
            product = 1.0
    slopes.hyper[SIDE] += g_side
    slopes.hyper[LOG_TIE] += g_tie
    return total + math.log(product)


@compiled
def weigh(sight: Sight, first: int, second: int, side: int) -> tuple[float, float, float]:
    """Chances that the first wins, the second wins, and of a tie, of somebody who looks."""
    one, two = sight.root[first] * sight.lift[side + 1], sight.root[second] * sight.lift[1 - side]
    wins, loses, ties = one * one, two * two, sight.tie * one * two
    share = 1 / (wins + loses + ties)
    return wins * share, loses * share, ties * share
