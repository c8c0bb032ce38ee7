"""The table of an evaluation, in Markdown and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from imgcodecs.comparing.savings import MeanSaving
from imgcodecs.files import write_csv
from imgcodecs.learned.evaluating.comparison import METRICS
from imgcodecs.registry import find_label


def format_savings(savings: Sequence[MeanSaving]) -> str:
    """Write the savings as a Markdown table."""
    lines = [
        "| at equal | against | BD-rate of PICO-style (ours) | lowest | highest | pictures |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {METRICS[s.metric]} | {find_label(s.anchor)} | {percent(s.mean)} | "
        f"{percent(s.lowest)} | {percent(s.highest)} | {s.used} of {s.sources} |"
        for s in savings
    ]
    return "\n".join(lines) + "\n"


def percent(share: float | None) -> str:
    """Write a BD-rate, ``-31.2 %``; a dash where there is none."""
    return "-" if share is None else f"{100 * share:+.1f} %"


def write_savings(savings: Sequence[MeanSaving], path: Path) -> None:
    """Write the savings as CSV, as fractions."""
    head = ("metric", "anchor", "mean", "lowest", "highest", "used", "pictures")
    rows = [(s.metric, s.anchor, s.mean, s.lowest, s.highest, s.used, s.sources) for s in savings]
    write_csv(path, [head, *rows])
