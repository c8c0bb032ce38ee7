"""The panels of the page, in its order."""

from __future__ import annotations

from collections.abc import Callable

from evalsite.live.panels.choosing import show_choosing
from evalsite.live.panels.coverage import show_coverage
from evalsite.live.panels.panel import Panel
from evalsite.live.panels.quality import show_quality
from evalsite.live.panels.saving import show_saving
from evalsite.live.panels.scores import show_scores
from evalsite.live.panels.sessions import show_sessions
from evalsite.live.panels.slowest import show_slowest
from evalsite.live.panels.votes import show_votes
from evalsite.live.panels.width import show_width
from evalsite.live.state import Live

PANELS: dict[str, Callable[[Live], Panel]] = {
    "votes": show_votes,
    "sessions": show_sessions,
    "saving": show_saving,
    "width": show_width,
    "scores": show_scores,
    "coverage": show_coverage,
    "quality": show_quality,
    "choosing": show_choosing,
    "slowest": show_slowest,
}
OF_FIT = {"saving", "width", "scores", "coverage"}  # change only when the worker has fitted anew


def show_panels(live: Live, *, known: int = 0) -> list[Panel]:
    """All of them; but not what a page that knows this fit already has."""
    latest = live.fits.latest
    same = latest is not None and latest.pk == known
    return [show(live) for name, show in PANELS.items() if not (same and name in OF_FIT)]
