"""What a run leaves beside the images: ``manifest.csv`` and ``ladder.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from imgcodecs.files import write_whole
from imgcodecs.manifest import write_manifest
from imgcodecs.rungs import Curve, Failure, Rung


def write_result(
    *,
    out: Path,
    rungs: Sequence[Rung],
    failures: Sequence[Failure],
    curves: Sequence[Curve],
    spent: Mapping[str, float],
) -> Path:
    """Write both files and return the path of the manifest."""
    log = {
        "rates": [_describe(rung) for rung in rungs],
        "failures": [asdict(failure) for failure in failures],
        "curves": [asdict(curve) for curve in curves],
        "spent_in_this_run": dict(spent),
    }
    manifest = out / "manifest.csv"
    write_whole(out / "ladder.json", json.dumps(log, indent=1).encode())
    write_manifest(manifest, [rung.row for rung in rungs])
    return manifest


def _describe(rung: Rung) -> dict[str, str | float | None]:
    row = rung.row
    return {
        "source": row.source,
        "codec": row.codec,
        "target_bpp": row.target_bpp,
        "bpp": row.bpp,
        "quality": rung.quality,
        "encodes": rung.encodes,
    }
