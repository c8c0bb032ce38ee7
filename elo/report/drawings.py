"""Every figure the data allow, with the words that go with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from elo.charts.agreement import draw_agreement
from elo.charts.metrics import draw_metrics
from elo.charts.pairs import draw_coverage, draw_win_matrix
from elo.charts.people import draw_funnel, draw_traps
from elo.charts.predictive import draw_check_by_gap, draw_source_misfit
from elo.charts.quality import draw_quality
from elo.charts.raters import draw_lapses, draw_outliers, draw_repeats, draw_sides
from elo.charts.resampling import draw_bootstrap
from elo.charts.savings import draw_forest, draw_saving_over_quality
from elo.charts.scores import draw_scores
from elo.charts.speeds import draw_speeds
from elo.charts.subsets import draw_category_savings, draw_source_savings
from elo.report.findings import Findings

Spec = dict[str, Any]
Drawing = Callable[[Findings], Spec | None]


def of_scores(draw: Callable[..., Spec | None]) -> Drawing:
    """Draw something of every condition's scores."""

    def draw_conditions(findings: Findings) -> Spec | None:
        context = findings.context
        return draw(fit=context.fit, conditions=context.conditions, palette=findings.palette)

    return draw_conditions


def scores(findings: Findings) -> Spec | None:
    return None if findings.curves else of_scores(draw_scores)(findings)


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


def coverage(findings: Findings) -> Spec | None:
    return of_scores(partial(draw_coverage, counts=findings.counts))(findings)


def agreement(findings: Findings) -> Spec:
    context = findings.context
    return draw_agreement(votes=context.votes, fit=context.fit, palette=findings.palette)


def funnel(findings: Findings) -> Spec | None:
    steps = findings.context.funnel
    return draw_funnel(steps=steps, palette=findings.palette) if steps else None


def traps(findings: Findings) -> Spec | None:
    return draw_traps(records=findings.raters, palette=findings.palette)


def metrics(findings: Findings) -> Spec | None:
    known = findings.context.metrics
    if known is None:
        return None
    draw = partial(draw_metrics, metrics=known, agreements=findings.agreements)
    return of_scores(draw)(findings)


def speeds(findings: Findings) -> Spec | None:
    return draw_speeds(speeds=findings.context.speeds, palette=findings.palette)


def sources(findings: Findings) -> Spec | None:
    leading = findings.leading
    if leading is None:
        return None
    found = [each for each in findings.evidence.sources if each.saving.anchor == leading.anchor]
    return draw_source_savings(savings=found, palette=findings.palette, overall=leading)


def categories(findings: Findings) -> Spec | None:
    return draw_category_savings(savings=findings.evidence.categories, palette=findings.palette)


def bootstrap(findings: Findings) -> Spec | None:
    return draw_bootstrap(
        savings=findings.against(),
        resampled=findings.evidence.bootstrap,
        palette=findings.palette,
    )


def predicted(name: str, draw: Callable[..., Spec]) -> Drawing:
    """Draw one of the predictive checks, where the data allow it."""

    def draw_check(findings: Findings) -> Spec | None:
        found = [each for each in findings.evidence.predictive if each.name == name]
        return draw(result=found[0], palette=findings.palette) if found else None

    return draw_check


def of_raters(draw: Callable[..., Spec | None]) -> Drawing:
    """Draw something of every rater."""

    def draw_raters(findings: Findings) -> Spec | None:
        evidence = findings.evidence
        return draw(
            qualities=evidence.qualities, suggested=evidence.suggested, palette=findings.palette
        )

    return draw_raters


# name -> (what draws it, its caption), in the order of the report. In a caption {preferred_by} is
# whose preference the scores speak of.
DRAWINGS: dict[str, tuple[Drawing, str]] = {
    "quality": (
        of_scores(draw_quality),
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
        "The same saving at each quality that both codecs reach, with 95 % bands; where there are "
        "many codecs, against the six nearest rivals.",
    ),
    "wins": (
        of_scores(draw_win_matrix),
        "Chance that the row is preferred to the column {preferred_by}; best first (of more than "
        "40, some evenly spaced by score; all are in win_probability.csv).",
    ),
    "coverage": (coverage, "Votes that each pair of these conditions received."),
    "funnel": (funnel, "People who reached each step."),
    "traps": (traps, "How the raters did on comparisons with a known answer."),
    "agreement": (
        agreement,
        "Pairs gathered by the share of answers the model expects for one of the two, with all it "
        "knows of sources, raters, sides and ties (a tie is half an answer for each), against what "
        "people chose. On the diagonal, model and people agree.",
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
    "categories": (
        categories,
        "Median saving and 95 % interval on each category of sources (how many in brackets).",
    ),
    "sources": (
        sources,
        "Median saving and 95 % interval on each source, against the codec of the headline.",
    ),
    "bootstrap": (
        bootstrap,
        "The model's intervals beside those over raters and over sources drawn anew.",
    ),
    "lapses": (
        of_raters(draw_lapses),
        "How often each rater answers at random: median and 95 % interval. On the dashed line "
        "begins what speaks against one.",
    ),
    "outliers": (
        of_raters(draw_outliers),
        "How well each rater agrees with scores made without his answers; attentive ones lie "
        "around the dashed line.",
    ),
    "repeats": (
        of_raters(draw_repeats),
        "Pairs that a rater saw twice and answered alike, over his agreement with the others.",
    ),
    "sides": (
        of_raters(draw_sides),
        "How often each rater chose what was shown left or first, with the limits of chance.",
    ),
    "predicted-gap": (
        predicted("gap", draw_check_by_gap),
        "How often the better-rated of two won, by their gap: people as marks, the model as line "
        "with the band of 95 % of the studies it makes up.",
    ),
    "predicted-ties": (
        predicted("ties", draw_check_by_gap),
        "How often people were undecided, by the gap, likewise.",
    ),
    "predicted-sources": (
        predicted("source", draw_source_misfit),
        "How far the wins on each source are from the model, 1 where it is right, with the band "
        "of 95 % of the studies it makes up.",
    ),
}
