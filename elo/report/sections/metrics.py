"""Objective metrics against people."""

from __future__ import annotations

from typing import Any

from elo.core.intervals import Interval
from elo.core.metrics.table import METRICS
from elo.core.numbers import decimals, percents
from elo.report.findings import Findings


def tell_metrics(findings: Findings) -> dict[str, Any]:
    """One line a metric; the best first."""
    ordered = sorted(findings.agreements, key=lambda each: -each.spearman.median)
    return {
        "rows": [
            {
                "metric": METRICS[each.metric],
                "conditions": str(each.n_conditions),
                "spearman": decimals(each.spearman.median),
                "spearman_interval": describe_interval(each.spearman),
                "kendall": decimals(each.kendall.median),
                "kendall_interval": describe_interval(each.kendall),
                "alike": percents(each.ordered_alike, 1) if each.told_apart else "\N{EN DASH}",
                "ceiling": decimals(each.ceiling),
                "told_apart": f"{each.told_apart:,}",
            }
            for each in ordered
        ]
    }


def describe_interval(interval: Interval) -> str:
    """95 % interval of a correlation."""
    return f"{decimals(interval.q025)} to {decimals(interval.q975)}"
