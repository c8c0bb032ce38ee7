"""The pictures of the page. Each is drawn once; what it draws on is then sent anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

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
KEPT_S = 3600

Spec = dict[str, Any]


def draw_all(panels: list[Panel], live: Live) -> list[Panel]:
    """The panels with their pictures, also where nothing is to be drawn yet."""
    specs = find_specs(live)
    return [replace(panel, spec=give_rows(specs[panel.name], panel)) for panel in panels]


def give_rows(spec: Spec, panel: Panel) -> Spec:
    return spec | {"datasets": spec.get("datasets", {}) | panel.data}


def find_specs(live: Live) -> dict[str, Spec]:
    """Building the pictures takes a good part of a second; they change only as the study does."""
    key = f"live-pictures-{digest_of(live)}"
    specs: dict[str, Spec] | None = cache.get(key)
    if specs is None:
        specs = {
            name: finish(draw(live), live.simulated and name not in OF_THE_SITE)
            for name, draw in PICTURES.items()
        }
        cache.set(key, specs, KEPT_S)
    return specs


def digest_of(live: Live) -> str:
    """Of all that a picture without its rows depends on."""
    codecs = [(codec.name, codec.label) for codec in live.fits.codecs.values()]
    places = [(place.codec.name, place.bpp) for place in live.fits.places]
    told = (codecs, places, live.simulated, live.study.allow_ties, get_language())
    return sha256(repr(told).encode()).hexdigest()
