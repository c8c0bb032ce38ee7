"""What to ask for when savings are wanted: the contrasts of scores that make their intervals.

Between two codecs the headline number is the mean of log2(R_test / R_anchor) over their shared
range of quality. To first order it is a contrast of the scores; its slopes are taken by finite
differences through the very curves that make the number (monotone repair, shared range and all),
averaged over draws of a quick posterior, because near its kinks one point tells little.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from elo.core.bradley_terry import LaplaceFit, draw_elo
from elo.core.curves import Curve, make_curve
from elo.core.savings import draw_log2_ratio
from elo.core.types import ELO_PER_LOGIT, FloatArray, IntArray

STEP_ELO = 5.0  # of the finite differences: under any gap of interest, far over rounding
DRAWS = 8  # of the posterior, beside its mode


def saving_contrasts(
    *,
    laplace: LaplaceFit,
    codec: IntArray,
    bpp: FloatArray,
    test: int | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> FloatArray:
    """Make contrasts whose summed variance falls as the mean interval of the savings does.

    Parameters
    ----------
    laplace : LaplaceFit
        Of n conditions.
    codec : ndarray of int, shape (n,)
        The codec of each condition.
    bpp : ndarray of float, shape (n,)
        Its rate; nan where it has none (it then belongs to no curve).
    test : int, optional
        The codec the study is about: only its savings against every other are wanted. Those of
        all pairs of codecs alike, if not given.
    seed, draws : int
        Of the posterior draws over which slopes are averaged, beside the mode itself.

    Returns
    -------
    ndarray of float, shape (k, n)
        A row for each pair of codecs whose ranges meet in the mode or a draw; per logit, weighted
        so that the sum of the rows' variances has the gradient of the mean half-width.

    Raises
    ------
    ValueError
        If lengths differ, or no two codecs have a shared range of quality.
    """
    n = len(laplace.skill_logit)
    if not len(codec) == len(bpp) == n:
        raise ValueError(f"{n} conditions, but {len(codec)} codecs and {len(bpp)} rates")
    mode = ELO_PER_LOGIT * laplace.skill_logit
    centres = np.vstack([mode, draw_elo(laplace=laplace, n_draws=draws, seed=seed)])
    members = list_members(codec, bpp)
    owners = [int(codec[mine[0]]) for mine in members]
    curves = [make_steps(centres, mine, bpp) for mine in members]
    rows = []
    for one, two in combinations(range(len(members)), 2):
        if test is not None and test not in (owners[one], owners[two]):
            continue
        slopes, mean_log2 = differentiate(curves[one], curves[two], centres=len(centres))
        if slopes.any():
            row = np.zeros(n)
            row[np.concatenate([members[one], members[two]])] = slopes * ELO_PER_LOGIT
            rows.append(weigh(row - row.mean(), mean_log2, laplace.covariance_logit2))
    if not rows:
        raise ValueError("no two codecs have a shared range of quality")
    return np.stack(rows)


def find_contrasts(
    *, laplace: LaplaceFit, codec: IntArray, bpp: FloatArray, test: int | None, seed: int
) -> FloatArray | None:
    """What an active sampler wants: as `saving_contrasts`, of what there is already.

    Of the test codec, where it meets another one yet; else of all pairs of codecs; None where no
    two meet, so that the scores themselves are wanted.
    """
    for about in dict.fromkeys([test, None]):
        try:
            return saving_contrasts(laplace=laplace, codec=codec, bpp=bpp, test=about, seed=seed)
        except ValueError:
            continue
    return None


def list_members(codec: IntArray, bpp: FloatArray) -> list[IntArray]:
    """Places of each codec's conditions that have a rate."""
    found = [np.flatnonzero((codec == each) & ~np.isnan(bpp)) for each in np.unique(codec)]
    return [mine for mine in found if len(mine)]


def make_steps(centres: FloatArray, mine: IntArray, bpp: FloatArray) -> Curve:
    """Make a codec's curve at every centre, and with each of its scores a step up and down.

    Rows: all centres, then for each score all centres with it up, then all with it down.
    """
    own = centres[:, mine]
    steps = STEP_ELO * np.eye(len(mine))
    moved = [own] + [own + sign * step for step in steps for sign in (1, -1)]
    return make_curve(codec="", bpp=bpp[mine], draws_elo=np.concatenate(moved))


def differentiate(one: Curve, two: Curve, *, centres: int) -> tuple[FloatArray, float]:
    """Slopes of the mean log2 ratio over each score of both codecs, per Elo point, and its mean.

    Centres without a shared range have nothing to tell and count as slopes of 0.
    """
    base = np.arange(centres)
    moves_one, moves_two = len(one.points) - centres, len(two.points) - centres
    rows_one = np.concatenate([np.arange(len(one.points)), np.tile(base, moves_two // centres)])
    rows_two = np.concatenate(
        [base, np.tile(base, moves_one // centres), np.arange(centres, len(two.points))]
    )
    ratio = draw_log2_ratio(take_rows(one, rows_one), take_rows(two, rows_two))
    at_centres, moved = ratio[:centres], ratio[centres:].reshape(-1, 2, centres)
    slopes = np.nan_to_num((moved[:, 0] - moved[:, 1]) / (2 * STEP_ELO)).mean(axis=1)
    known = at_centres[~np.isnan(at_centres)]
    return slopes, float(known.mean()) if known.size else 0.0


def take_rows(curve: Curve, rows: IntArray) -> Curve:
    """Take rows of a curve, repeats allowed."""
    return replace(
        curve,
        points=curve.points[rows],
        elo=curve.elo[rows],
        log2_bpp=curve.log2_bpp[rows],
        slope=curve.slope[rows],
        repaired=curve.repaired[rows],
    )


def weigh(contrast: FloatArray, mean_log2: float, covariance_logit2: FloatArray) -> FloatArray:
    """Scale a contrast so that its variance counts as the half-width of its saving does.

    A saving is 1 - 2**x, so half-width is ratio x sd, and d(sd) = d(variance) / (2 sd). The
    saving is the better codec's: of both directions the one below 1.
    """
    sd = np.sqrt(max(float(contrast @ covariance_logit2 @ contrast), 1e-12))
    return np.asarray(contrast * np.sqrt(2 ** -abs(mean_log2) / (2 * sd)))
