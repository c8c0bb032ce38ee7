"""How far objective metrics order conditions as people do.

Spearman's and Kendall's rank correlations (M. G. Kendall, Biometrika 30, 1938; tau-b for ties)
between a metric and the scores, in every draw: the intervals speak of the votes' uncertainty. The
scores of a draw are those of people plus noise, so no correlation reaches 1; a ceiling says how far
it could.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.elo_fit import EloFit
from elo.core.intervals import Interval, summarise
from elo.core.metrics.table import Metrics
from elo.core.types import BoolArray, Conditions, FloatArray

FEWEST = 4  # conditions; with three, every order is likely by chance
MOST_DRAWS = 500  # for Kendall's tau, whose work grows with the square of the conditions
SURE = 0.975


@dataclass(frozen=True, slots=True)
class Agreement:
    """One metric against people.

    Parameters
    ----------
    metric : str
        A key of `elo.core.metrics.table.METRICS`.
    n_conditions : int
        Conditions that have both a score and the metric.
    spearman, kendall : Interval
        Rank correlations over the draws, between the metric and scores with their noise.
    ceiling : float
        Spearman's correlation between the scores of two independent draws, the median: what a
        metric that is the truth itself would reach, as the truth is for all we know one more draw.
    told_apart : int
        Pairs of different codecs of which people surely (97.5 %) prefer one.
    ordered_alike : float
        Share of those that the metric orders the same way; nan without such a pair.
    """

    metric: str
    n_conditions: int
    spearman: Interval
    kendall: Interval
    told_apart: int
    ordered_alike: float
    ceiling: float


def agree_with_people(
    *, fit: EloFit, conditions: Conditions, metrics: Metrics
) -> tuple[Agreement, ...]:
    """Compare every metric that at least four rated conditions have."""
    codec_of = dict(zip(conditions.names, conditions.codec, strict=True))
    found = []
    for metric in metrics.values:
        mean = metrics.mean_of(metric)
        columns = [at for at, name in enumerate(fit.conditions) if name in mean]
        if len(columns) < FEWEST:
            continue
        values = np.array([mean[fit.conditions[at]] for at in columns])
        codecs = np.array([codec_of[fit.conditions[at]] for at in columns])
        draws_elo = fit.draws_elo[:, columns]
        pairs = compare_pairs(draws_elo, values, codecs[:, None] != codecs[None, :])
        found.append(
            Agreement(
                metric,
                len(columns),
                summarise(spearman_of(draws_elo, values)),
                summarise(kendall_of(draws_elo, values)),
                *pairs,
                ceiling=find_ceiling(draws_elo),
            )
        )
    return tuple(found)


def spearman_of(draws_elo: FloatArray, values: FloatArray) -> FloatArray:
    """Correlation of ranks in every draw, shape (n_draws,); nan for a metric without spread."""
    elo = np.argsort(np.argsort(draws_elo, axis=1), axis=1).astype(np.float64)
    metric = rank(values)
    elo, metric = elo - elo.mean(axis=1, keepdims=True), metric - metric.mean()
    norm = np.sqrt((elo**2).sum(axis=1) * (metric**2).sum())
    return np.asarray(elo @ metric / np.where(norm > 0, norm, np.nan))


def find_ceiling(draws_elo: FloatArray) -> float:
    """Median rank correlation of the scores in one draw with those in another, far from it."""
    ranks = np.argsort(np.argsort(draws_elo, axis=1), axis=1).astype(np.float64)
    ranks -= ranks.mean(axis=1, keepdims=True)
    half = len(ranks) // 2  # draws of one chain that follow each other are not independent
    if half == 0:
        return float("nan")
    # No two scores of a draw are equal, so the norm of the ranks is the same in all.
    rho = (ranks[:half] * ranks[half : 2 * half]).sum(axis=1) / (ranks[0] ** 2).sum()
    return float(np.median(rho))


def rank(values: FloatArray) -> FloatArray:
    """Ranks from 0; equal values share the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count) - 1
    return np.asarray((last - (count - 1) / 2)[place])


def kendall_of(draws_elo: FloatArray, values: FloatArray) -> FloatArray:
    """tau-b in evenly spaced draws, shape (at most 500,)."""
    step = max(1, len(draws_elo) // MOST_DRAWS)
    first, second = np.triu_indices(len(values), 1)
    metric = np.sign(values[first] - values[second])
    elo = np.sign(draws_elo[::step, first] - draws_elo[::step, second])
    norm = np.sqrt((elo != 0).sum(axis=1) * float((metric != 0).sum()))
    return np.asarray(elo @ metric / np.where(norm > 0, norm, np.nan))


def compare_pairs(draws_elo: FloatArray, values: FloatArray, asked: BoolArray) -> tuple[int, float]:
    """Pairs among those asked for that people tell apart, and the metric's share of them."""
    above = np.stack(
        [(draws_elo > draws_elo[:, [column]]).mean(axis=0) for column in range(len(values))]
    )
    better = (above > SURE) & asked  # row: the worse one; column: the better one
    alike = values[None, :] > values[:, None]
    told = int(better.sum())
    return told, float(alike[better].mean()) if told else float("nan")
