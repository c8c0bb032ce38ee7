"""How far a rater's likelihood lies under the crowd's: the score of `pwcmp`.

M. Perez-Ortiz and R. K. Mantiuk, A practical guide and software for analysing pairwise comparison
experiments, arXiv:1712.03686 (2017), section 9.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

OUTLYING = 1.5  # the customary limit; the paper advises to look at everyone near or above it


def score_outlying(log_likelihood: Sequence[float]) -> list[float]:
    """Distance under the lower quartile in interquartile ranges, 0 above it.

    Parameters
    ----------
    log_likelihood : sequence of float
        Of each rater's answers under everybody else's scores; nan where unknown.

    Returns
    -------
    list of float
        nan where unknown, or where the crowd has no spread.
    """
    values = np.asarray(log_likelihood, dtype=np.float64)
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return [float("nan")] * len(values)
    # Hazen's quantiles, which the authors' MATLAB uses.
    low, high = np.quantile(known, [0.25, 0.75], method="hazen").tolist()
    if high <= low:
        return [float("nan")] * len(values)
    scores = np.maximum(low - values, 0) / (high - low)
    return [float(score) for score in scores]
