"""The figures of the page, in its order."""

from __future__ import annotations

from collections.abc import Callable

from evalsite.studies.watching.figure import Figure
from evalsite.studies.watching.funnel import show_funnel
from evalsite.studies.watching.items import show_items
from evalsite.studies.watching.pace import show_pace
from evalsite.studies.watching.plates import show_plates
from evalsite.studies.watching.reliability import show_reliability
from evalsite.studies.watching.thresholds import show_thresholds
from evalsite.studies.watching.watch import Watch

FIGURES: dict[str, Callable[[Watch], Figure]] = {
    "funnel": show_funnel,
    "plates": show_plates,
    "items": show_items,
    "thresholds": show_thresholds,
    "times": show_pace,
    "reliability": show_reliability,
}


def show_figures(watch: Watch) -> list[Figure]:
    return [show(watch) for show in FIGURES.values()]
