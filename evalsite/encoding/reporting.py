"""A run's row as the worker writes it: how far it is, and what came of it."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from evalsite.encoding.estimating import find_pace
from evalsite.encoding.models import EncodeRun
from imgcodecs.manifest import ManifestRow
from imgcodecs.registry import find_label, parse_codec

if TYPE_CHECKING:
    from imgcodecs.ladder import LadderResult
    from imgcodecs.progress import Progress
    from imgcodecs.rungs import Failure

logger = logging.getLogger(__name__)
EVERY_S = 0.5
MOST_LETTERS, MOST_FAILURES = 300, 200  # written while it runs


class StopAsked(Exception):
    """The researcher asked the run to stop."""


class Reporter:
    """Hears every step of the ladder; writes the row at most twice a second."""

    def __init__(self, run: EncodeRun) -> None:
        self.run = run
        self.written_s = float("-inf")

    def __call__(self, progress: Progress) -> None:
        now_s = time.monotonic()
        if now_s - self.written_s < EVERY_S:
            return
        self.written_s = now_s
        try:
            asked = self.write(progress)
        except DatabaseError:
            # A database that is busy for once must not cost the encodes of hours.
            logger.warning("progress of run %s was not written", self.run.code, exc_info=True)
            return
        if asked:
            raise StopAsked

    def write(self, progress: Progress) -> bool:
        """Write how far it is; says whether it was asked to stop."""
        row = EncodeRun.objects.filter(pk=self.run.pk)
        row.update(
            done=progress.done,
            total=progress.total,
            encodes=progress.encodes,
            remaining_s=progress.remaining_s,
            newest=progress.newest[:MOST_LETTERS],
            failures=[describe_failure(each) for each in progress.failures[:MOST_FAILURES]],
        )
        return row.filter(stop_asked=True).exists()


def describe_failure(failure: Failure) -> dict[str, Any]:
    return {
        "source": failure.source,
        "codec": failure.codec,
        "target_bpp": failure.target_bpp,
        "reason": failure.reason,
    }


def describe_outcome(run: EncodeRun, result: LadderResult) -> dict[str, Any]:
    """A row for each codec, and how long it took, for the next estimate."""
    by_spec = {
        spec: [row for row in result.rows if row.codec == parse_codec(spec).name]
        for spec in run.codecs
    }
    wanted = run.total // len(run.codecs)
    missed = {(row.source, row.codec, row.target_bpp) for row in result.missed}
    return {
        "codecs": [describe_codec(spec, rows, wanted, missed) for spec, rows in by_spec.items()],
        "paces": {spec: find_pace(rows) for spec, rows in by_spec.items() if rows},
    }


def describe_codec(
    spec: str, rows: list[ManifestRow], wanted: int, missed: set[tuple[str, str, float | None]]
) -> dict[str, Any]:
    label = find_label(parse_codec(spec).name)
    described = {"spec": spec, "label": label, "made": len(rows), "wanted": wanted}
    if not rows:
        return described
    away = [abs(row.bpp / row.target_bpp - 1) for row in rows if row.target_bpp]
    return {
        **described,
        "version": rows[0].version,
        "lowest_bpp": min(row.bpp for row in rows),
        "highest_bpp": max(row.bpp for row in rows),
        "furthest_percent": 100 * max(away),
        "missed": sum((row.source, row.codec, row.target_bpp) in missed for row in rows),
        "encode_s": sum(row.encode_s or 0.0 for row in rows) / len(rows),
    }
