"""How well each rater's answers fit scores made from everybody else's.

The scores without a rater are Bradley-Terry's on the counts without his: Newton's method from the
mode of all answers, which is so near that one step does for most (the infinitesimal jackknife of
L. A. Jaeckel, 1972, made exact where it is not exact enough). The standardised score is that of
F. Drasgow, M. V. Levine and E. A. Williams, Br. J. Math. Stat. Psychol. 38 (1985): observed minus
expected log-likelihood over its standard deviation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from elo.core.bradley_terry import (
    PRIOR_SD_LOGIT,
    LaplaceFit,
    curvature,
    fit_bradley_terry,
    gradient,
)
from elo.core.counts import PairCounts, PairRows, lay_out_pairs, rated_indices
from elo.core.quality.by_source import Comparisons, deviate_without, find_deviations
from elo.core.quality.gaps import AmongScores, Gaps
from elo.core.quality.order import split_by_rater
from elo.core.types import FloatArray, IntArray, Votes

NEAR_LOGIT = 0.02  # the next step would be about the square of such a one
MAX_STEPS = 20
SLIP = 0.02  # attentive people answer so often at random


@dataclass(frozen=True, slots=True)
class Agreement:
    """One rater against the scores of all others.

    Parameters
    ----------
    answers : int
        Rated answers about conditions that others rated too.
    log_likelihood, expected : float
        Mean log-probability of an answer, in nats, and what an attentive rater with the same
        pairs would have on average; nan where there is nothing to compare with.
    z : float
        Difference of the two over its standard deviation; far below 0 is unusual.
    favourite_share, favourite_expected : float
        Share of answers for what the others like better (a tie is half of one), and expected.
    """

    answers: int
    log_likelihood: float
    expected: float
    z: float
    favourite_share: float
    favourite_expected: float


def measure_agreement(rated: Votes) -> tuple[tuple[Agreement, ...], FloatArray]:
    """Agreement of every rater, in the order of ``rated.raters``, and the gaps it rests on.

    Parameters
    ----------
    rated : Votes
        Rated answers alone, sorted by rater.

    Returns
    -------
    agreements : tuple of Agreement
    gap_logit : ndarray of float, shape (n,)
        For each row: A minus B, by everybody but the row's rater, such that its logistic is the
        mean chance of A; nan where nobody else rated one.
    """
    pairs = lay_out_pairs(rated)
    counts, rows = pairs.count(), place_rows(rated, pairs)
    laplace = fit_bradley_terry(counts=counts)
    skill = laplace.skill_logit
    whole_gap = skill[rows.first] - skill[rows.second]
    deviations = find_deviations(rows, whole_gap)
    found, shrunk = [], np.full(len(rated), np.nan)
    for mine in split_by_rater(rated.rater, len(rated.raters)):
        own = rows.take(mine)
        gaps = find_gaps(take_out(counts, pairs.pair[mine], own.points), laplace, own)
        if deviations is not None:
            more = deviate_without(own, deviations, whole_gap[mine])
            gaps = Gaps(gaps.mean_logit + more.mean_logit, (*gaps.parts, *more.parts))
        found.append(compare(gaps, own.points))
        shrunk[mine] = gaps.shrunk()
    a, b = rated_indices(rated)[1:]
    return tuple(found), np.where(a < b, shrunk, -shrunk)


def place_rows(rated: Votes, pairs: PairRows) -> Comparisons:
    """Each answer on its source, its pair's first condition first."""
    return Comparisons(
        source=rated.source,
        first=pairs.first[pairs.pair],
        second=pairs.second[pairs.pair],
        points=pairs.points_first,
        n_sources=len(rated.sources),
        n_conditions=len(pairs.conditions),
    )


def take_out(counts: PairCounts, pair: IntArray, points: FloatArray) -> PairCounts:
    """Counts of everybody else; sums of halves leave no rounding behind."""
    n = len(counts.total)
    return replace(
        counts,
        wins_first=counts.wins_first - np.bincount(pair, points, n),
        total=counts.total - np.bincount(pair, minlength=n),
    )


def find_gaps(rest: PairCounts, laplace: LaplaceFit, own: Comparisons) -> Gaps:
    """Gaps of a rater's pairs by the rest; nan where they did not rate both conditions."""
    skill, covariance = fit_rest(rest, laplace)
    seen = rest.votes_per_condition > 0
    known = seen[own.first] & seen[own.second]
    mean = np.where(known, skill[own.first] - skill[own.second], np.nan)
    size = len(mean)
    return Gaps(mean, (AmongScores(np.arange(size), own.first, own.second, size, covariance),))


def fit_rest(rest: PairCounts, laplace: LaplaceFit) -> tuple[FloatArray, FloatArray]:
    """Scores of the rest, logits, and their covariance: Newton's steps from the mode of all."""
    skill = laplace.skill_logit
    for _ in range(MAX_STEPS):
        covariance = np.linalg.inv(curvature(rest, skill, PRIOR_SD_LOGIT))
        step = covariance @ gradient(rest, skill, PRIOR_SD_LOGIT)
        step -= step.mean()
        skill = skill + step
        if np.abs(step).max() < NEAR_LOGIT:
            return np.asarray(skill), np.asarray(covariance, dtype=np.float64)
    found = fit_bradley_terry(counts=rest)
    return found.skill_logit, found.covariance_logit2


def compare(gaps: Gaps, points: FloatArray) -> Agreement:
    """Compare one rater's answers with the gaps that others' scores give.

    The chances are means over the gaps' uncertainty. Gaps that are wrong together make answers
    look wrong together: that is the second part of the variance.
    """
    known = ~np.isnan(gaps.mean_logit)
    if not known.any():
        return Agreement(0, *(float("nan"),) * 5)
    variance = gaps.variance()
    shrunk = np.where(known, gaps.shrunk(), 0)
    chance = SLIP / 2 + (1 - SLIP) * expit(shrunk)
    weight = np.log(chance) - np.log1p(-chance)  # 0 where nothing is known
    steep = (1 - SLIP) * expit(shrunk) * expit(-shrunk) / np.sqrt(1 + np.pi * variance / 8)
    pull = weight * steep
    together = max(gaps.quadratic(pull) - float(pull**2 @ variance), 0.0)
    sd = float(np.sqrt(chance * (1 - chance) @ weight**2 + together))
    gap, answers, base = shrunk[known], int(known.sum()), float(np.log1p(-chance[known]).sum())
    favoured = np.where(gap > 0, points[known], 1 - points[known])
    return Agreement(
        answers=answers,
        log_likelihood=(float(points @ weight) + base) / answers,
        expected=(float(chance @ weight) + base) / answers,
        z=float((points - chance) @ weight) / sd if sd > 1e-9 else float("nan"),
        favourite_share=float(favoured.mean()),
        favourite_expected=float(np.maximum(chance, 1 - chance)[known].mean()),
    )


def chance_of_same(gap_logit: FloatArray, tie_share: float) -> FloatArray:
    """How likely two answers to one pair are the same, each tied in a share of the cases."""
    chance = expit(gap_logit)
    decided = (1 - tie_share) ** 2 * (chance**2 + (1 - chance) ** 2)
    return np.asarray(decided + tie_share**2)
