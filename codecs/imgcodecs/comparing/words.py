"""Comparisons in words, for the terminal and the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from imgcodecs.comparing.savings import MeanSaving, SourceSaving
from imgcodecs.metrics.catalogue import METRICS

READING = (
    "BD-rate: mean difference in bits at equal quality, negative for fewer, averaged over the "
    "sources; in brackets how many of them allow the comparison."
)


def describe_saving(saving: MeanSaving | None) -> str:
    """Write ``"-41.3 % (4 of 4)"``, or say that nothing can be said."""
    if saving is None:
        return "none"
    if saving.mean is None:
        return f"none (0 of {saving.sources})"
    return f"{100 * saving.mean:+.1f} % ({saving.used} of {saving.sources})"


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


def describe_savings(savings: Sequence[MeanSaving], anchor: str) -> list[str]:
    """Lines for the terminal."""
    if not savings:
        return [f"only {anchor} is in the manifest, or no other codec shares a source with it"]
    head = ["codec", *(metric.label for metric in METRICS.values())]
    lines = [[codec, *cells] for codec, cells in tabulate_savings(savings, list(METRICS))]
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
