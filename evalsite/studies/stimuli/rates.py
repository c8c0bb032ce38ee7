from __future__ import annotations

from django.db.models import Q

from evalsite.studies.models import Condition, Stimulus, Study


def condition_rates(study: Study) -> dict[int, float]:
    """Bits per pixel of each rated condition: all bits over all pixels of its sources (CLIC)."""
    rated = Q(condition__study=study, condition__role=Condition.Role.RATED, bpp__isnull=False)
    bits: dict[int, float] = {}
    pixels: dict[int, float] = {}
    for condition, bpp, width_px, height_px in Stimulus.objects.filter(rated).values_list(
        "condition", "bpp", "source__width_px", "source__height_px"
    ):
        area = width_px * height_px
        bits[condition] = bits.get(condition, 0.0) + (bpp or 0.0) * area
        pixels[condition] = pixels.get(condition, 0.0) + area
    return {condition: bits[condition] / pixels[condition] for condition in bits}
