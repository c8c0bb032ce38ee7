"""Two fits of the site side by side. Done fits never change, so a comparison is worked out once."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from elo.models import FitRun
from evalsite.studies.watching.figure import Figure

KEPT_S = 3600
TITLES = {"compare-savings": "Savings of both fits", "compare-elo": "Scores of both fits"}


def compare_runs(first: FitRun, second: FitRun) -> dict[str, Any]:
    """Words, cells and figures; ValueError where they share too little."""
    key = f"compare-fits-{first.code}-{second.code}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = work_out(first, second)
        cache.set(key, found, KEPT_S)
    return found


def work_out(first: FitRun, second: FitRun) -> dict[str, Any]:
    # What reads draws and draws pictures is loaded with the first comparison, not with the site.
    from elo.report.comparing.contrasts import compare_fits
    from elo.report.comparing.showing import CAPTIONS, describe, draw
    from elo.report.comparing.stored import read_fit

    comparison = compare_fits(read_fit(first.report_folder), read_fit(second.report_folder))
    specs = draw(comparison)
    figures = {
        name: Figure(name, TITLES[name], CAPTIONS[name], columns=(), spec=spec)
        for name, spec in specs.items()
    }
    return {**describe(comparison), "figures": figures}
