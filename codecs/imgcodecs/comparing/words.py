"""Comparisons in words, for the terminal and the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from imgcodecs.comparing.comparison import Comparison
from imgcodecs.comparing.savings import MeanSaving, SourceSaving
from imgcodecs.comparing.settings import describe_settings, find_settings, write_settings
from imgcodecs.metrics.catalogue import METRICS

MINUS = "\N{MINUS SIGN}"  # as on the pictures' axes
READING = (
    "BD-rate: mean difference in bits at equal quality, negative for fewer, averaged over the "
    "sources; in brackets how many of them allow the comparison."
)


def describe_comparison(comparison: Comparison) -> list[str]:
    """Lines for the terminal: the table and what it lacks, or one sentence where it is empty."""
    nothing = explain_no_savings(comparison.by_source, comparison.anchor)
    if nothing:
        settings = describe_settings(comparison.rows)
        return [nothing, *([f"Settings: {settings}"] if settings else [])]
    texts = write_settings(find_settings(comparison.rows))
    lines = describe_savings(comparison.savings, comparison.anchor, texts)
    return [*lines, *describe_refusals(comparison.by_source)]


def describe_saving(saving: MeanSaving | None) -> str:
    """Write ``"−41.3 % (4 of 4)"``, or say that nothing can be said."""
    if saving is None:
        return "none"
    if saving.mean is None:
        return f"none (0 of {saving.sources})"
    per_cent = f"{100 * saving.mean:+.1f}".replace("-", MINUS)
    return f"{per_cent} % ({saving.used} of {saving.sources})"


def tabulate_savings(
    savings: Sequence[MeanSaving], metrics: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """One line for each test codec, with a cell for each metric."""
    cells = {(saving.test, saving.metric): saving for saving in savings}
    codecs = dict.fromkeys(saving.test for saving in savings)
    return [
        (codec, [describe_saving(cells.get((codec, metric))) for metric in metrics])
        for codec in codecs
    ]


def explain_no_savings(savings: Sequence[SourceSaving], anchor: str) -> str:
    """Say in one sentence why there is no BD-rate at all; empty where there is one."""
    if not savings:
        return f"only {anchor} is in the manifest, or no other codec shares a source with it"
    if any(saving.bd_rate.difference is not None for saving in savings):
        return ""
    reasons = dict.fromkeys(saving.bd_rate.note for saving in savings)
    return f"There is no BD-rate against {anchor}: every comparison {' or '.join(reasons)}."


def describe_savings(
    savings: Sequence[MeanSaving], anchor: str, settings: Mapping[str, str]
) -> list[str]:
    """Lines for the terminal: a table with each codec's settings in its last column."""
    head = ["codec", *(metric.label for metric in METRICS.values()), "settings"]
    lines = [
        [codec, *cells, settings.get(codec, "")]
        for codec, cells in tabulate_savings(savings, list(METRICS))
    ]
    lines.append([anchor, *("anchor" for _ in METRICS), settings.get(anchor, "")])
    return [f"BD-rate against {anchor}. {READING}", *align([head, *lines])]


def describe_refusals(savings: Sequence[SourceSaving]) -> list[str]:
    """Lines for the terminal: why there is no rate for some codec and source."""
    reasons = Counter(s.bd_rate.note for s in savings if s.bd_rate.difference is None)
    return [
        f"none for {count} of {len(savings)} comparisons: {reason}"
        for reason, count in reasons.most_common()
    ]


def align(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of cells as text, in columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
