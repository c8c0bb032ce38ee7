"""The pictures of the page. Each is drawn once; what it draws on is then sent anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from evalsite.live.panels.panel import Panel
from evalsite.live.pictures.choosing import draw_choosing
from evalsite.live.pictures.coverage import draw_coverage
from evalsite.live.pictures.quality import draw_quality
from evalsite.live.pictures.saving import draw_saving
from evalsite.live.pictures.scores import draw_scores
from evalsite.live.pictures.sessions import draw_sessions
from evalsite.live.pictures.slowest import draw_slowest
from evalsite.live.pictures.votes import draw_votes
from evalsite.live.pictures.width import draw_width
from evalsite.live.state import Live
from evalsite.studies.watching.drawing import finish
from figures.look import Layer

PICTURES: dict[str, Callable[[Live], Layer]] = {
    "votes": draw_votes,
    "sessions": draw_sessions,
    "saving": draw_saving,
    "width": draw_width,
    "scores": draw_scores,
    "coverage": draw_coverage,
    "quality": draw_quality,
    "choosing": draw_choosing,
    "slowest": draw_slowest,
}
OF_THE_SITE = {"slowest"}  # no rater, simulated or not, is in it


def draw(panel: Panel, live: Live) -> Panel:
    """The panel with its picture, also where nothing is to be drawn yet."""
    marked = live.simulated and panel.name not in OF_THE_SITE
    return replace(panel, spec=finish(PICTURES[panel.name](live), marked, panel.data))
