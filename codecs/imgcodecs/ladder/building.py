"""Encodes sources with several codecs to target rates, and writes what a study imports."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from imgcodecs.cache import Cache
from imgcodecs.ladder.lock import lock_folder
from imgcodecs.ladder.plan import CACHE_FOLDER, Plan, make_plan
from imgcodecs.ladder.pool import InProcess, Pool
from imgcodecs.ladder.running import carry_out
from imgcodecs.ladder.writing import write_result
from imgcodecs.manifest import ManifestRow
from imgcodecs.progress import Progress
from imgcodecs.rungs import Failure, Rung
from imgcodecs.targets import DEFAULT_TARGETS_BPP
from imgcodecs.types import Codec


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
    scheduler: str | None = None,
    metrics: str = "all",
    limit_s: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> LadderResult:
    """Encode every source with every codec to every target rate.

    Writes ``manifest.csv``, ``ladder.json`` (quality and number of encodes of each rate, the
    failures, and all that was tried) and, in a folder a source, ``reference.png``, bitstreams and
    decoded PNG files. ``cache`` keeps all encodes by content, so that a second run makes none and
    an interrupted one goes on where it was.

    Parameters
    ----------
    sources : sequence of Path
        Image files, or folders of them; the stem is the source's name.
    codecs : sequence of str or Codec
        Names of the registry, or codecs with settings of their own.
    targets_bpp : sequence of float
        Bits per pixel, above 0.
    out : Path
        Folder, made where it is missing.
    workers : int, optional
        Processes to start on this machine; by default, one for each core. 1 starts none and does
        the work in this one.
    scheduler : str, optional
        Address of a Dask scheduler whose workers do the work instead.
    metrics : {"all", "fast", "none"}
        Which objective measures to take of the finished rates; ``fast`` is PSNR alone.
    limit_s : float, optional
        Seconds that one encode or decode may take.
    on_progress : callable, optional
        Called in this thread after every encode and every rate. What it raises stops the run at
        once and is passed on; the same call goes on from there.

    Raises
    ------
    ValueError
        Nothing to do, two sources or two codecs of one name, a rate that is not above 0, or workers
        that would not make the very same files. A source or codec that fails is no error: the
        result lists it.
    OSError
        The folder cannot be written, or another run is writing into it; or all workers are lost.
    """
    plan = make_plan(
        sources=sources,
        codecs=codecs,
        targets_bpp=targets_bpp,
        out=out,
        metrics=metrics,
        limit_s=limit_s,
    )
    open_pool = partial(_open_pool, plan, workers or _count_cores(), scheduler)
    cache = Cache(plan.out / CACHE_FOLDER)
    with lock_folder(cache.folder):
        made = carry_out(plan, cache=cache, open_pool=open_pool, on_progress=on_progress)
        rungs = [step for step in made.steps if isinstance(step, Rung)]
        failures = [step for step in made.steps if isinstance(step, Failure)]
        manifest = write_result(
            out=plan.out, rungs=rungs, failures=failures, curves=made.curves, spent=made.spent
        )
    return LadderResult(
        manifest=manifest,
        rows=tuple(rung.row for rung in rungs),
        failures=tuple(failures),
        missed=tuple(rung.row for rung in rungs if rung.missed),
        encodes=made.encodes,
    )


def _open_pool(plan: Plan, workers: int, scheduler: str | None) -> AbstractContextManager[Pool]:
    if workers == 1 and not scheduler:
        return nullcontext(InProcess())
    # Dask is a large thing to load, and many runs find all they need in the cache.
    from imgcodecs.ladder.cluster import open_local, open_remote

    return open_remote(scheduler, plan.codecs) if scheduler else open_local(workers)


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
