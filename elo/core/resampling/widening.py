"""Few clusters spread too little: their percentile intervals are widened.

T. C. Hesterberg, What teachers should know about the bootstrap, The American Statistician 69
(2015), expanded percentile intervals: percentiles over n clusters are too narrow by
sqrt((n - 1)/n), and by what a normal quantile falls short of Student's. He takes percentiles
further out; 200 replicates do not know such far ones, so here the interval is stretched about its
median instead, which is the same where replicates are normal.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtri, stdtrit

from elo.core.intervals import Interval
from elo.core.savings import Saving

UPPER = 0.975


def widen_saving(saving: Saving, clusters: int) -> Saving:
    """Widen the 95 % interval of ln(R_test/R_anchor), where savings are nearest to normal.

    Parameters
    ----------
    saving : Saving
        Over replicates, not refused.
    clusters : int
        How many there were to draw from; 2 or more.
    """
    rate = saving.bd_rate
    logs = Interval(*np.log1p([rate.median, rate.q025, rate.q975]).tolist())
    wide = widen(logs, clusters)
    low, high = np.expm1([wide.q025, wide.q975]).tolist()
    return replace(
        saving,
        bd_rate=Interval(rate.median, low, high),
        saving=Interval(saving.saving.median, -high, -low),
    )


def widen(interval: Interval, clusters: int) -> Interval:
    """Stretch a percentile interval about its median."""
    factor, middle = find_expansion(clusters), interval.median
    return Interval(
        middle,
        middle - factor * (middle - interval.q025),
        middle + factor * (interval.q975 - middle),
    )


def find_expansion(clusters: int) -> float:
    """t(0.975, n - 1)/1.96 * sqrt(n/(n - 1)): 1.29 of 8 clusters, 1.06 of 30."""
    student = stdtrit(clusters - 1, UPPER) / ndtri(UPPER)
    return float(student * np.sqrt(clusters / (clusters - 1)))
