"""Simulation-based calibration: ranks of the truth among draws are uniform where draws are right.

S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman, Validating Bayesian inference
algorithms with simulation-based calibration, arXiv:1804.06788 (2018).
"""

from __future__ import annotations

import numpy as np
from scipy.stats import chi2

from elo.core.types import FloatArray, IntArray


def rank_truth(*, truth: float, draws: FloatArray, keep: int) -> int:
    """Rank of the truth among evenly thinned draws, 0 to ``keep``.

    Parameters
    ----------
    truth : float
        The value that the data were made with.
    draws : ndarray of float, shape (n_draws,)
        Posterior draws of it, chain after chain.
    keep : int
        Draws left after thinning, so few that they are as good as independent.

    Raises
    ------
    ValueError
        With fewer draws than are to be kept, or a value that is not finite.
    """
    if len(draws) < keep:
        raise ValueError(f"{len(draws)} draws, but {keep} are to be kept")
    if not (np.isfinite(truth) and np.isfinite(draws).all()):
        raise ValueError("the truth and its draws must be finite")
    kept = draws[np.linspace(0, len(draws) - 1, keep).round().astype(np.int64)]
    return int(np.sum(kept < truth))


def count_ranks(*, ranks: IntArray, keep: int, bins: int) -> IntArray:
    """How many ranks fall into each of ``bins`` bins of equal width, shape (bins,).

    Raises
    ------
    ValueError
        If the ``keep + 1`` possible ranks do not fill the bins evenly.
    """
    if (keep + 1) % bins:
        raise ValueError(f"{keep + 1} possible ranks do not fill {bins} bins evenly")
    return np.bincount(ranks // ((keep + 1) // bins), minlength=bins).astype(np.int64)


def uniform_p_value(counts: IntArray) -> float:
    """Chance of counts this uneven if every bin is equally likely: Pearson's chi-square."""
    expected = counts.sum() / len(counts)
    statistic = float(np.sum((counts - expected) ** 2) / expected)
    return float(chi2.sf(statistic, len(counts) - 1))
