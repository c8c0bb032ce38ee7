"""How much better or worse a condition is on one source than on all, and without one rater.

Scores of a source are those of all sources plus a deviation, Normal(0, spread), the spread being
the one under which the votes are most probable (Laplace's approximation, on a grid). A rater is
taken out of a source's mode by one Newton step, for all his answers at once: with ``A = X H^-1 X'``
among them, ``W`` their weights and ``e`` their residuals, his gaps move by ``-(1 - A W)^-1 A e``
and have covariance ``(1 - A W)^-1 A`` (D. Pregibon, Ann. Stat. 9, 1981).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from elo.core.counts import add_gaps, add_squares
from elo.core.quality.gaps import AmongGaps, AmongScores, Gaps
from elo.core.types import FloatArray, IntArray

SPREADS_LOGIT = (0.1, 0.2, 0.4, 0.8, 1.6)  # 17 to 278 Elo
STEPS = 4  # of Newton's method; deviations are small and the prior near
FEW_ANSWERS = 1000  # of one rater; more are taken out source by source
MOST_NUMBERS = 2 * 10**7  # of all sources' matrices together, 160 MB


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Rated answers, one row each.

    Parameters
    ----------
    source, first, second : ndarray of int, shape (n,)
        Indices.
    points : ndarray of float, shape (n,)
        1 where the first won, 0.5 for a tie.
    n_sources, n_conditions : int
        How many there are.
    """

    source: IntArray
    first: IntArray
    second: IntArray
    points: FloatArray
    n_sources: int
    n_conditions: int

    def take(self, rows: slice) -> Comparisons:
        """Some of the rows."""
        return replace(
            self,
            source=self.source[rows],
            first=self.first[rows],
            second=self.second[rows],
            points=self.points[rows],
        )


@dataclass(frozen=True, slots=True)
class Deviations:
    """Deviations of every source and how sure they are.

    Parameters
    ----------
    spread_logit : float
        Their spread.
    mean_logit : ndarray of float, shape (n_sources, n_conditions)
        Most probable deviations.
    covariance_logit2 : ndarray of float, shape (n_sources, n_conditions, n_conditions)
        Inverse curvature.
    log_evidence : float
        Log-probability of the votes, up to a constant.
    """

    spread_logit: float
    mean_logit: FloatArray
    covariance_logit2: FloatArray
    log_evidence: float


def find_deviations(rows: Comparisons, gap_logit: FloatArray) -> Deviations | None:
    """Deviations with the best spread; None where no spread is better than no deviations at all.

    Parameters
    ----------
    rows : Comparisons
        Answers.
    gap_logit : ndarray of float, shape (n,)
        First minus second of each row, over all sources.
    """
    if rows.n_sources < 2 or rows.n_sources * rows.n_conditions**2 > MOST_NUMBERS:
        return None
    best, evidence = None, 0.0
    for spread in SPREADS_LOGIT:
        found = deviate(rows, gap_logit, spread)
        if found.log_evidence <= evidence:
            break
        best, evidence = found, found.log_evidence
    return best


def deviate(rows: Comparisons, gap_logit: FloatArray, spread_logit: float) -> Deviations:
    """Mode and curvature of each source's deviations for one spread."""
    n = rows.n_conditions
    mean = np.zeros((rows.n_sources, n))
    covariance = np.zeros((rows.n_sources, n, n))
    evidence = 0.0
    for source in range(rows.n_sources):
        mine = np.flatnonzero(rows.source == source)
        first, second, points = rows.first[mine], rows.second[mine], rows.points[mine]
        offset, shift = gap_logit[mine], np.zeros(n)
        for _ in range(STEPS):
            chance = expit(offset + shift[first] - shift[second])
            bend = add_squares(first, second, chance * (1 - chance), n)
            bend[np.diag_indices(n)] += 1 / spread_logit**2
            slope = add_gaps(first, second, points - chance, n) - shift / spread_logit**2
            shift = shift + np.linalg.solve(bend, slope)
        mean[source], covariance[source] = shift, np.linalg.inv(bend)
        gap = offset + shift[first] - shift[second]
        evidence += float((points * gap - np.logaddexp(0, gap)).sum())
        evidence -= float((points * offset - np.logaddexp(0, offset)).sum())
        evidence -= float(shift @ shift) / (2 * spread_logit**2)
        evidence -= 0.5 * float(np.linalg.slogdet(bend * spread_logit**2)[1])
    return Deviations(spread_logit, mean, covariance, evidence)


def deviate_without(own: Comparisons, deviations: Deviations, gap_logit: FloatArray) -> Gaps:
    """What his sources add to a rater's gaps, his own answers taken out.

    Parameters
    ----------
    own : Comparisons
        One rater's answers.
    deviations : Deviations
        With his answers in.
    gap_logit : ndarray of float, shape (n,)
        His gaps over all sources, with his answers in.
    """
    mean = deviations.mean_logit
    added = mean[own.source, own.first] - mean[own.source, own.second]
    chance = expit(gap_logit + added)
    take_out = take_out_by_source if len(added) > FEW_ANSWERS else take_out_at_once
    moved = take_out(own, deviations, chance)
    return Gaps(added + moved.mean_logit, moved.parts)


def take_out_at_once(own: Comparisons, deviations: Deviations, chance: FloatArray) -> Gaps:
    """How his gaps move without him, by one equation for each of his answers."""
    inverse, source = deviations.covariance_logit2, own.source
    across, first, second = source[:, None], own.first[:, None], own.second[:, None]
    among = (
        inverse[across, first, own.first]
        - inverse[across, first, own.second]
        - inverse[across, second, own.first]
        + inverse[across, second, own.second]
    ) * (across == source)
    weights = chance * (1 - chance)
    without = np.linalg.solve(np.eye(len(source)) - among * weights, among)
    return Gaps(-without @ (own.points - chance), (AmongGaps(without),))


def take_out_by_source(own: Comparisons, deviations: Deviations, chance: FloatArray) -> Gaps:
    """Return the same by one equation for each condition: for whoever answered very often."""
    moved, parts, size = np.zeros(len(own.source)), [], len(own.source)
    for source in np.unique(own.source).tolist():
        mine = np.flatnonzero(own.source == source)
        first, second = own.first[mine], own.second[mine]
        bend = np.linalg.inv(deviations.covariance_logit2[source])
        bend -= add_squares(first, second, (chance * (1 - chance))[mine], own.n_conditions)
        without = np.linalg.inv(bend)
        step = without @ add_gaps(first, second, (own.points - chance)[mine], own.n_conditions)
        moved[mine] = step[second] - step[first]
        parts.append(AmongScores(mine, first, second, size, without))
    return Gaps(moved, tuple(parts))
