"""The best that any choice of pairs could do, knowing the truth: a bound to judge samplers by.

To first order the savings are contrasts of the scores. The mean half-width of their intervals is
a convex function of how the votes are spread over the pairs, brought to its minimum by the
multiplicative algorithm (B. Torsney; see S. D. Silvey et al., Commun. Stat. A 7, 1978).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from elo.core.curves import make_codec_curves
from elo.core.information import UNIFORM_SHARE, answer_information, pair_variance
from elo.core.ladders import Ladder
from elo.core.savings import draw_log2_ratio
from elo.core.types import ELO_PER_LOGIT, FloatArray, IntArray

STEPS = 300
STEP_ELO = 1.0
PRIOR_LOGIT2 = 25.0


@dataclass(frozen=True, slots=True)
class Design:
    """What is known of every pair, and what is wanted."""

    first: IntArray
    second: IntArray
    information: FloatArray
    wanted: FloatArray  # (k, n), log2 of the ratio per logit
    ratio: FloatArray  # (k,)


def make_design(ladder: Ladder, lapse: float, test: int | None) -> Design:
    n = len(ladder.elo)
    first, second = np.triu_indices(n, 1)
    skill = ladder.elo / ELO_PER_LOGIT
    step = STEP_ELO * np.eye(n)
    rows = np.vstack([ladder.elo[None], ladder.elo + step, ladder.elo - step])
    names = [str(each) for each in range(ladder.codecs)]
    curves = make_codec_curves(names=names, codec=ladder.codec, bpp=ladder.bpp, draws_elo=rows)
    pairs = [each for each in combinations(curves, 2) if test is None or str(test) in each]
    log2 = np.stack([draw_log2_ratio(curves[one], curves[two]) for one, two in pairs])
    log2 = log2[~np.isnan(log2).any(axis=1)]
    return Design(
        first,
        second,
        answer_information(skill[first] - skill[second], lapse=lapse),
        (log2[:, 1 : n + 1] - log2[:, n + 1 :]) / (2 * STEP_ELO) * ELO_PER_LOGIT,
        np.exp2(-np.abs(log2[:, 0])),
    )


def covariance(design: Design, votes: FloatArray) -> FloatArray:
    n = design.wanted.shape[1]
    weight = np.bincount(design.first * n + design.second, votes * design.information, n * n)
    weight = weight.reshape(n, n) + weight.reshape(n, n).T
    return np.linalg.inv(np.diag(weight.sum(axis=1) + 1 / PRIOR_LOGIT2) - weight + 1 / n)


def mean_width(design: Design, spread: FloatArray) -> tuple[float, FloatArray]:
    """Mean half-width, and the standard deviation of each wanted log2 ratio."""
    sd = np.sqrt(np.einsum("ij,jk,ik->i", design.wanted, spread, design.wanted))
    return float(1.96 * np.log(2) * np.mean(design.ratio * sd)), sd


def bound_votes(
    *, ladder: Ladder, lapse: float, half_width: float, test: int | None, free: bool = False
) -> int:
    """Votes below which no choice of pairs reaches a width; ``free`` of the uniform share."""
    design = make_design(ladder, lapse, test)
    uniform = np.full(len(design.first), 1 / len(design.first))
    mixed, votes, share = uniform, 20_000, 0.0 if free else UNIFORM_SHARE
    chosen = uniform
    for _ in range(STEPS):
        mixed = (1 - share) * chosen + share * uniform
        spread = covariance(design, votes * mixed)
        _, sd = mean_width(design, spread)
        reach = (design.wanted * np.sqrt(design.ratio / (2 * sd))[:, None]) @ spread
        gain = design.information * pair_variance(reach.T @ reach, design.first, design.second)
        chosen = chosen * np.sqrt(gain / (chosen @ gain))
        chosen /= chosen.sum()
    width, _ = mean_width(design, covariance(design, votes * mixed))
    return round(votes * (width / half_width) ** 2)
