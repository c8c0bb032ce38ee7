"""From the ladder into the study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalsite.encoding.models import EncodeRun
from evalsite.studies.stimuli.importing import find_known, import_stimuli
from imgcodecs.manifest import ManifestRow, write_manifest


def hand_over(run: EncodeRun, rows: Sequence[ManifestRow]) -> dict[str, int]:
    """Import what the study does not have yet; what it has, stays as it is.

    So a run that died while it was importing, or one with further codecs, can go over the same
    photographs again.
    """
    run.study.refresh_from_db()  # hours may have passed: it may no longer be a draft
    rows = add_categories(run, rows)
    write_manifest(run.folder / "manifest.csv", rows)
    known = find_known(run.study)
    new = [row for row in rows if (row.source, row.codec, row.target_bpp) not in known]
    counts = {"known": len(rows) - len(new), "sources": 0, "conditions": 0, "stimuli": 0}
    if new:
        manifest = run.folder / "new.csv"
        write_manifest(manifest, new)
        made = import_stimuli(study=run.study, manifest=manifest)
        counts |= {
            "sources": made.sources,
            "conditions": made.conditions,
            "stimuli": made.stimuli,
        }
    return counts


def add_categories(run: EncodeRun, rows: Sequence[ManifestRow]) -> list[ManifestRow]:
    categories = dict(run.photographs.values_list("name", "category"))
    return [replace(row, category=categories[row.source]) for row in rows]
