"""What programs measured of a study's stimuli: objective metrics, and times to code them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from django.db.models import QuerySet

from elo.core.metrics.speeds import DIRECTIONS, CodecSpeed, summarise_speed
from elo.core.metrics.table import METRICS, Metrics
from evalsite.studies.models import Condition, Stimulus, Study


def rated_stimuli(study: Study) -> QuerySet[Stimulus]:
    return Stimulus.objects.filter(
        condition__study=study, condition__role=Condition.Role.RATED
    ).order_by("condition", "source")


def load_metrics(study: Study) -> Metrics | None:
    """Metrics that came with the stimuli's manifest; None where there are none."""
    rows = list(rated_stimuli(study).values_list("condition__name", "source__name", "metrics"))
    measured = [name for name in METRICS if any(name in values for _, _, values in rows)]
    if not measured:
        return None
    return Metrics(
        conditions=tuple(condition for condition, _, _ in rows),
        sources=tuple(source for _, source, _ in rows),
        values={
            name: np.array([values.get(name, np.nan) for _, _, values in rows], dtype=np.float64)
            for name in measured
        },
    )


def load_speeds(study: Study) -> tuple[CodecSpeed, ...]:
    """Seconds a megapixel of every codec that was timed, to encode and to decode."""
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    rows = rated_stimuli(study).values_list(
        "condition__codec__name", "source__width_px", "source__height_px", "metrics"
    )
    for codec, width_px, height_px, values in rows:
        for direction in DIRECTIONS:
            if f"{direction}_s" in values:
                megapixels = width_px * height_px / 1e6
                times[codec or "", direction].append(values[f"{direction}_s"] / megapixels)
    found = (
        summarise_speed(codec=codec, direction=direction, seconds_a_megapixel=seconds)
        for (codec, direction), seconds in times.items()
    )
    return tuple(each for each in found if each is not None)
