from __future__ import annotations

from evalsite.live.state import Live
from figures.look import Palette


def study_palette(live: Live) -> Palette:
    """The study's codecs in their order: the same colour and mark as in its report."""
    codecs = live.fits.codecs.values()
    return Palette(
        codecs=tuple(codec.name for codec in codecs), labels=tuple(codec.label for codec in codecs)
    )
