"""How much work a plan is, from what earlier runs took."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from evalsite.encoding.models import EncodeRun, Photograph
from evalsite.encoding.plan import Plan
from imgcodecs.manifest import ManifestRow

RUNS_READ = 30
ENCODES_A_RATE = 2.2  # on average; docs/ladder.md
# Measuring a decoded image, on one core.
MEASURES_S_A_MEGAPIXEL = 2.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan comes to."""

    photographs: int
    codecs: int
    rates: int
    seconds: float | None  # None where a codec was never timed here
    untimed: tuple[str, ...]

    @property
    def stimuli(self) -> int:
        return self.photographs * self.codecs * self.rates

    @property
    def encodes(self) -> int:
        return round(self.stimuli * ENCODES_A_RATE)


def estimate(*, plan: Plan, photographs: Sequence[Photograph]) -> Estimate:
    paces = read_paces()
    untimed = tuple(spec for spec in plan.codecs if spec not in paces)
    megapixels = sum(photograph.megapixels for photograph in photographs)
    known_s = sum(paces.get(spec, 0.0) for spec in plan.codecs) * megapixels
    return Estimate(
        photographs=len(photographs),
        codecs=len(plan.codecs),
        rates=len(plan.targets_bpp),
        seconds=None if untimed else known_s * len(plan.targets_bpp) / count_workers(),
        untimed=untimed,
    )


def read_paces() -> dict[str, float]:
    """Seconds of one core for a megapixel at one rate, by codec with its settings."""
    paces: dict[str, float] = {}
    done = EncodeRun.objects.filter(state=EncodeRun.State.DONE).order_by("-ended_at")
    for outcome in done.values_list("outcome", flat=True)[:RUNS_READ]:
        paces = {**outcome.get("paces", {}), **paces}
    return paces


def find_pace(rows: Sequence[ManifestRow]) -> float:
    """Seconds of one core for a megapixel at one rate, from rows of one codec."""
    megapixels = sum((row.width or 0) * (row.height or 0) for row in rows) / 1e6
    coding_s = sum(ENCODES_A_RATE * (row.encode_s or 0) + (row.decode_s or 0) for row in rows)
    return coding_s / megapixels + MEASURES_S_A_MEGAPIXEL


def count_workers() -> int:
    return settings.ENCODE_WORKERS or len(os.sched_getaffinity(0))
