"""Gaps between conditions by everybody but one rater, and how unsure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from elo.core.counts import add_gaps
from elo.core.types import FloatArray, IntArray


class Part(Protocol):
    """One source of uncertainty of n gaps."""

    def variance(self) -> FloatArray:
        """Of each gap, logits squared, shape (n,)."""
        ...

    def quadratic(self, pull: FloatArray) -> float:
        """Variance of the sum of the gaps, each times its pull, shape (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class AmongGaps:
    """Covariance of the gaps themselves.

    Parameters
    ----------
    covariance_logit2 : ndarray of float, shape (n, n)
        For few gaps.
    """

    covariance_logit2: FloatArray

    def variance(self) -> FloatArray:
        """Of each gap."""
        return np.asarray(np.diag(self.covariance_logit2))

    def quadratic(self, pull: FloatArray) -> float:
        """Variance of the weighted sum."""
        return float(pull @ self.covariance_logit2 @ pull)


@dataclass(frozen=True, slots=True)
class AmongScores:
    """Covariance of scores that some of the gaps are differences of.

    Parameters
    ----------
    rows : ndarray of int, shape (m,)
        Which of the gaps.
    first, second : ndarray of int, shape (m,)
        Conditions of each.
    size : int
        How many gaps there are in all.
    covariance_logit2 : ndarray of float, shape (n_conditions, n_conditions)
        Of the scores.
    """

    rows: IntArray
    first: IntArray
    second: IntArray
    size: int
    covariance_logit2: FloatArray

    def variance(self) -> FloatArray:
        """Of each gap, 0 for those it is not about."""
        own, covariance = np.diag(self.covariance_logit2), self.covariance_logit2
        spread = np.zeros(self.size)
        both = covariance[self.first, self.second]
        spread[self.rows] = own[self.first] + own[self.second] - 2 * both
        return spread

    def quadratic(self, pull: FloatArray) -> float:
        """Variance of the weighted sum."""
        n = len(self.covariance_logit2)
        along = add_gaps(self.first, self.second, pull[self.rows], n)
        return float(along @ self.covariance_logit2 @ along)


@dataclass(frozen=True, slots=True)
class Gaps:
    """One rater's gaps by everybody else.

    Parameters
    ----------
    mean_logit : ndarray of float, shape (n,)
        Most probable; nan where nobody else rated one of the two.
    parts : tuple of Part
        Independent sources of uncertainty.
    """

    mean_logit: FloatArray
    parts: tuple[Part, ...]

    def variance(self) -> FloatArray:
        """Of each gap, logits squared, shape (n,)."""
        return np.asarray(sum((each.variance() for each in self.parts), np.zeros(1)))

    def quadratic(self, pull: FloatArray) -> float:
        """Variance of the weighted sum of gaps."""
        return sum(each.quadratic(pull) for each in self.parts)

    def shrunk(self) -> FloatArray:
        """Gaps whose logistic is the mean chance, the uncertainty averaged over.

        D. J. C. MacKay, The evidence framework applied to classification networks, Neural Comput.
        4 (1992), eq. 2.7.
        """
        return np.asarray(self.mean_logit / np.sqrt(1 + np.pi * self.variance() / 8))
