"""The codecs' settings, as a manifest's parameters tell them, in words and below the pictures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from figures.look import INK_SOFT
from imgcodecs.manifest import ManifestRow

LINE_CHARACTERS = 125  # what fits under a full-width picture
QUALITY = "quality="


def find_settings(rows: Sequence[ManifestRow]) -> dict[str, tuple[str, ...]]:
    """Find every codec's settings besides quality, each once; none where the manifest has none."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        words = [word for word in row.parameters.split() if not word.startswith(QUALITY)]
        found.setdefault(row.codec, {}).update({" ".join(words): None} if words else {})
    return {codec: tuple(sorted(each)) for codec, each in found.items()}


def write_settings(settings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """One text for each codec: ``"preset=faster"``, or ``"preset=faster | preset=slow"``."""
    return {codec: " | ".join(each) for codec, each in settings.items()}


def describe_settings(rows: Sequence[ManifestRow]) -> str:
    """Write ``"jpeg: chroma=420; vvc: preset=faster"``; empty where the manifest has none."""
    texts = write_settings(find_settings(rows))
    return "; ".join(f"{codec}: {text}" for codec, text in texts.items() if text)


def warn_of_mixtures(rows: Sequence[ManifestRow]) -> tuple[str, ...]:
    """Name every codec whose curve would mix several settings or versions."""
    versions: dict[str, set[str]] = {}
    for row in rows:
        if row.version:
            versions.setdefault(row.codec, set()).add(row.version)
    kinds = {
        "settings": find_settings(rows),
        "versions": {codec: tuple(sorted(each)) for codec, each in versions.items()},
    }
    return tuple(
        f"{codec} has {len(each)} {kind} under one name ({'; '.join(each)}): its curve mixes them"
        for kind, by_codec in kinds.items()
        for codec, each in by_codec.items()
        if len(each) > 1
    )


def add_note(spec: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
    """Put small lines below a picture."""
    lines = [line for note in notes for line in textwrap.wrap(note, LINE_CHARACTERS)]
    if not lines:
        return dict(spec)
    look = {"fontSize": 11, "fontWeight": "normal", "color": INK_SOFT, "offset": 14}
    return {**spec, "title": {"text": lines, "orient": "bottom", "anchor": "start", **look}}
