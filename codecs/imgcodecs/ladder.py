"""Encodes sources with several codecs to target rates, and writes what a study imports."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from imgcodecs.cache import Cache
from imgcodecs.files import write_whole
from imgcodecs.manifest import ManifestRow, write_manifest
from imgcodecs.progress import Progress, Tally
from imgcodecs.registry import load_codec
from imgcodecs.rungs import Failure, Original, Rung, climb, prepare_source
from imgcodecs.targets import DEFAULT_TARGETS_BPP
from imgcodecs.types import Codec

CACHE_FOLDER = "cache"


@dataclass(frozen=True, slots=True)
class LadderResult:
    """What a run made."""

    manifest: Path
    rows: tuple[ManifestRow, ...]
    failures: tuple[Failure, ...]
    missed: tuple[ManifestRow, ...]  # rows further than 3 % from their target, steps exhausted
    encodes: int  # real encodes of this run; the rest came from the cache


def build_ladder(
    *,
    sources: Sequence[Path],
    codecs: Sequence[str | Codec],
    targets_bpp: Sequence[float] = DEFAULT_TARGETS_BPP,
    out: Path,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> LadderResult:
    """Encode every source with every codec to every target rate.

    Writes ``manifest.csv``, ``ladder.json`` (quality and number of encodes of each rate, and the
    failures) and, in a folder a source, ``reference.png``, bitstreams and decoded PNG files.
    ``cache`` keeps all encodes by content, so that a second run makes none and an interrupted one
    goes on where it was.

    Parameters
    ----------
    sources : sequence of Path
        Image files; the stem is the source's name.
    codecs : sequence of str or Codec
        Names of the registry, or codecs with settings of their own.
    targets_bpp : sequence of float
        Bits per pixel, above 0.
    out : Path
        Folder, made where it is missing.
    workers : int, optional
        Encodes at a time; by default, as many as there are cores.
    on_progress : callable, optional
        Called after every encode and every rate, never from two threads at once.

    Raises
    ------
    ValueError
        Nothing to do, two sources or two codecs of one name, or a rate that is not above 0. A
        source or codec that fails is no error: the result lists it.
    """
    loaded = [load_codec(codec) if isinstance(codec, str) else codec for codec in codecs]
    _check_plan(sources, loaded, targets_bpp)
    tally = Tally(total=len(sources) * len(loaded) * len(targets_bpp), on_progress=on_progress)
    with ThreadPoolExecutor(workers or _count_cores()) as pool:
        try:
            steps = _run_jobs(pool, sources, loaded, sorted(targets_bpp), out, tally)
        except BaseException:
            tally.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return _write_result(out=out, steps=steps, encodes=tally.encodes)


def _run_jobs(
    pool: ThreadPoolExecutor,
    sources: Sequence[Path],
    codecs: Sequence[Codec],
    targets_bpp: Sequence[float],
    out: Path,
    tally: Tally,
) -> list[Rung | Failure]:
    prepared = list(pool.map(lambda path: prepare_source(path=path, out=out), sources))
    lost = [failure for failure in prepared if isinstance(failure, Failure)]
    tally.count(done=len(lost) * len(codecs) * len(targets_bpp))
    start = partial(climb, targets_bpp=targets_bpp, cache=Cache(out / CACHE_FOLDER), tally=tally)
    climbs = [
        pool.submit(start, original=original, codec=codec)
        for original in prepared
        if isinstance(original, Original)
        for codec in codecs
    ]
    return [*lost, *(step for running in climbs for step in running.result())]


def _check_plan(sources: Sequence[Path], codecs: Sequence[Codec], targets: Sequence[float]) -> None:
    for what, given in (("source", sources), ("codec", codecs), ("target rate", targets)):
        if not given:
            raise ValueError(f"a ladder needs at least one {what}")
    _refuse_twins("source", [path.stem for path in sources])
    _refuse_twins("codec", [codec.name for codec in codecs])
    _refuse_twins("target rate", [f"{target:g}" for target in targets])
    for target_bpp in targets:
        if not (math.isfinite(target_bpp) and target_bpp > 0):
            raise ValueError(f"a target rate must be above 0 bpp, got {target_bpp:g}")
    if CACHE_FOLDER in {path.stem for path in sources}:
        raise ValueError(f"a source cannot be called {CACHE_FOLDER!r}: the ladder's own folder is")


def _refuse_twins(what: str, names: Sequence[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"{what} given twice: {', '.join(twins)}")


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _write_result(*, out: Path, steps: Sequence[Rung | Failure], encodes: int) -> LadderResult:
    rungs = [step for step in steps if isinstance(step, Rung)]
    failures = tuple(step for step in steps if isinstance(step, Failure))
    rows = tuple(rung.row for rung in rungs)
    log = {
        "rates": [_describe(rung) for rung in rungs],
        "failures": [asdict(failure) for failure in failures],
    }
    write_whole(out / "ladder.json", json.dumps(log, indent=1).encode())
    write_manifest(out / "manifest.csv", rows)
    return LadderResult(
        manifest=out / "manifest.csv",
        rows=rows,
        failures=failures,
        missed=tuple(rung.row for rung in rungs if rung.missed),
        encodes=encodes,
    )


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
