"""What a run is to make, checked before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from imgcodecs.ladder.jobs import Level
from imgcodecs.registry import load_codec
from imgcodecs.types import Codec

CACHE_FOLDER = "cache"
SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".avif", ".bmp"),
    *(".ppm", ".pgm", ".pnm"),
)
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Plan:
    """Sources, codecs and rates of a run."""

    sources: tuple[Path, ...]
    codecs: tuple[Codec, ...]
    targets_bpp: tuple[float, ...]  # rising
    out: Path
    level: Level
    limit_s: float | None  # for one encode or decode

    @property
    def rungs(self) -> int:
        """How many the run is to make."""
        return len(self.sources) * len(self.codecs) * len(self.targets_bpp)


def make_plan(
    *,
    sources: Sequence[Path],
    codecs: Sequence[str | Codec],
    targets_bpp: Sequence[float],
    out: Path,
    metrics: str,
    limit_s: float | None,
) -> Plan:
    """Check what was asked for; ValueError names what makes no sense."""
    paths = list(_find_images(sources))
    loaded = [load_codec(codec) if isinstance(codec, str) else codec for codec in codecs]
    for what, given in (("source", paths), ("codec", loaded), ("target rate", targets_bpp)):
        if not given:
            raise ValueError(f"a ladder needs at least one {what}")
    _refuse_twins("source", [path.stem for path in paths])
    _refuse_twins("codec", [codec.name for codec in loaded])
    _refuse_twins("target rate", [f"{target:g}" for target in targets_bpp])
    _check_numbers(targets_bpp, limit_s)
    if CACHE_FOLDER in {path.stem for path in paths}:
        raise ValueError(f"a source cannot be called {CACHE_FOLDER!r}: the ladder's own folder is")
    for level in LEVELS:
        if level == metrics:
            rising = tuple(sorted(targets_bpp))
            return Plan(tuple(paths), tuple(loaded), rising, out.absolute(), level, limit_s)
    raise ValueError(f"metrics must be one of {LEVELS}, got {metrics!r}")


def _find_images(sources: Iterable[Path]) -> Iterable[Path]:
    """Files as they are given; of a folder, the images in it, by name."""
    for path in sources:
        if not path.is_dir():
            yield path.absolute()
            continue
        images = sorted(
            each
            for each in path.absolute().iterdir()
            if each.suffix.lower() in SUFFIXES and not each.name.startswith(".")
        )
        if not images:
            raise ValueError(f"{path}: no image in this folder, expected {', '.join(SUFFIXES)}")
        yield from images


def _refuse_twins(what: str, names: Sequence[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"{what} given twice: {', '.join(twins)}")


def _check_numbers(targets_bpp: Sequence[float], limit_s: float | None) -> None:
    for target_bpp in targets_bpp:
        if not (math.isfinite(target_bpp) and target_bpp > 0):
            raise ValueError(f"a target rate must be above 0 bpp, got {target_bpp:g}")
    if limit_s is not None and not (math.isfinite(limit_s) and limit_s > 0):
        raise ValueError(f"a time limit must be above 0 s, got {limit_s:g}")
