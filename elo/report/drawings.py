"""Every figure the data allow, with the words that go with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from elo.charts.metrics import draw_metrics
from elo.charts.pairs import draw_agreement, draw_coverage, draw_win_matrix
from elo.charts.people import draw_funnel, draw_traps
from elo.charts.quality import draw_quality
from elo.charts.savings import draw_forest, draw_saving_over_quality
from elo.charts.scores import draw_scores
from elo.charts.speeds import draw_speeds
from elo.report.findings import Findings

Spec = dict[str, Any]


def scores(findings: Findings) -> Spec | None:
    context = findings.context
    if findings.curves:
        return None
    return draw_scores(fit=context.fit, conditions=context.conditions, palette=findings.palette)


def quality(findings: Findings) -> Spec | None:
    context = findings.context
    return draw_quality(fit=context.fit, conditions=context.conditions, palette=findings.palette)


def forest(findings: Findings) -> Spec | None:
    return draw_forest(savings=findings.against(), palette=findings.palette)


def over_quality(findings: Findings) -> Spec | None:
    if findings.test not in findings.curves:
        return None
    return draw_saving_over_quality(
        test=findings.test,
        curves=findings.curves,
        savings=findings.savings,
        palette=findings.palette,
    )


def wins(findings: Findings) -> Spec:
    context = findings.context
    return draw_win_matrix(fit=context.fit, conditions=context.conditions, palette=findings.palette)


def coverage(findings: Findings) -> Spec:
    context = findings.context
    return draw_coverage(
        counts=findings.counts,
        fit=context.fit,
        conditions=context.conditions,
        palette=findings.palette,
    )


def agreement(findings: Findings) -> Spec:
    return draw_agreement(
        counts=findings.counts, fit=findings.context.fit, palette=findings.palette
    )


def funnel(findings: Findings) -> Spec | None:
    steps = findings.context.funnel
    return draw_funnel(steps=steps, palette=findings.palette) if steps else None


def traps(findings: Findings) -> Spec | None:
    return draw_traps(records=findings.raters, palette=findings.palette)


def metrics(findings: Findings) -> Spec | None:
    context = findings.context
    if context.metrics is None:
        return None
    return draw_metrics(
        fit=context.fit,
        conditions=context.conditions,
        metrics=context.metrics,
        agreements=findings.agreements,
        palette=findings.palette,
    )


def speeds(findings: Findings) -> Spec | None:
    return draw_speeds(speeds=findings.context.speeds, palette=findings.palette)


# name -> (what draws it, its caption), in the order of the report.
DRAWINGS: dict[str, tuple[Callable[[Findings], Spec | None], str]] = {
    "quality": (
        quality,
        "Perceived quality of each codec over its bitrate. Marks are posterior means, bands are "
        "95 % intervals.",
    ),
    "scores": (
        scores,
        "Perceived quality of each condition. Marks are posterior means, bands are 95 % intervals.",
    ),
    "savings": (forest, "Median saving and 95 % interval against each other codec."),
    "saving-over-quality": (
        over_quality,
        "The same saving at each quality that both codecs reach, with 95 % bands.",
    ),
    "wins": (
        wins,
        "Chance that the condition of the row is preferred to that of the column, best first.",
    ),
    "coverage": (coverage, "Votes that each pair of conditions received."),
    "funnel": (funnel, "People who reached each step."),
    "traps": (traps, "How the raters did on comparisons with a known answer."),
    "agreement": (
        agreement,
        "Pairs gathered by the chance the model gives them, against what people chose. On the "
        "diagonal, model and people agree.",
    ),
    "metrics": (
        metrics,
        "Scores over what each objective metric says of the same conditions, on average over the "
        "sources; 95 % bands.",
    ),
    "speeds": (
        speeds,
        "Time for a megapixel: median over the pictures, and the middle 90 % of them.",
    ),
}
