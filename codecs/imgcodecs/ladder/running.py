"""The loop of a run: opens sources, passes jobs between climbs and desk, tells how far it is.

It alone touches disk and cache. What it makes does not depend on the order in which jobs end.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from imgcodecs.cache import Cache, Encoded
from imgcodecs.errors import CodecError
from imgcodecs.ladder.climb import Climb
from imgcodecs.ladder.desk import Desk
from imgcodecs.ladder.forecast import UNKNOWN_S
from imgcodecs.ladder.jobs import Job
from imgcodecs.ladder.originals import Original, prepare_source
from imgcodecs.ladder.placing import Shelf
from imgcodecs.ladder.plan import Plan
from imgcodecs.ladder.pool import Pool
from imgcodecs.progress import Progress
from imgcodecs.rungs import Curve, Failure, Rung
from imgcodecs.types import Codec

MOST_OPEN_PIXELS = 100_000_000  # of sources at a time: 300 MB in the memory of the workers
COSTS = ("encode_cpu_s", "decode_cpu_s", "measure_cpu_s")
Listen = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a plan."""

    steps: list[Rung | Failure]  # in the order of the plan
    curves: list[Curve]
    encodes: int  # real encodes of this run
    spent: Mapping[str, float]  # CPU seconds of this run's encodes, decodes and measures


def carry_out(
    plan: Plan,
    *,
    cache: Cache,
    open_pool: Callable[[], AbstractContextManager[Pool]],
    on_progress: Listen | None,
) -> Made:
    """Do all that a plan asks for and that the cache does not know."""
    versions = [_find_version(codec) for codec in plan.codecs]
    with ExitStack() as stack:
        runner = _Runner(plan, versions, cache, Desk(open_pool, stack), on_progress)
        runner.run()
    curves = [each.list_curve() for each in runner.results if isinstance(each, Climb)]
    return Made(runner.list_steps(), curves, runner.encodes, runner.spent)


@dataclass(slots=True)
class _Runner:
    plan: Plan
    versions: list[str | CodecError]
    cache: Cache
    desk: Desk
    on_progress: Listen | None
    encodes: int = 0
    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(COSTS, 0.0))
    newest: str = ""
    failures: list[Failure] = field(default_factory=list)  # in the order they were found
    began_s: float = field(default_factory=time.monotonic)
    closed: deque[Path] = field(default_factory=deque)  # sources not yet opened
    open: dict[str, list[Climb]] = field(default_factory=dict)  # source -> unfinished climbs
    pixels: int = 0  # of all sources opened so far
    results: list[Failure | Climb] = field(default_factory=list)  # in the order of the plan

    def run(self) -> None:
        self.closed.extend(self.plan.sources)
        while self.closed or self.desk.is_busy:
            if self.closed and self._has_space():
                self._open(self.closed.popleft())
            for climb, job, outcome in self.desk.turn():
                self.encodes += isinstance(outcome, Encoded)
                for name in COSTS:
                    self.spent[name] += getattr(outcome, name, 0.0)
                self.newest = _name(climb, job)
                self.desk.add(climb, climb.take(job, outcome))
                self._close_if_done(climb)
                self._tell()

    def list_steps(self) -> list[Rung | Failure]:
        """List what became of each target, in the order of the plan."""
        steps: list[Rung | Failure] = []
        for result in self.results:
            steps += [result] if isinstance(result, Failure) else result.list_steps()
        return steps

    def _has_space(self) -> bool:
        originals = (climbs[0].shelf.original for climbs in self.open.values())
        return sum(original.count_pixels() for original in originals) < MOST_OPEN_PIXELS

    def _open(self, path: Path) -> None:
        original = prepare_source(path=path, out=self.plan.out, cache=self.cache)
        if isinstance(original, Failure):
            self._lose(original)
        else:
            self.pixels += original.count_pixels()
            climbs = self._make_climbs(original)
            if climbs:
                self.open[original.name] = list(climbs)
            for climb in climbs:
                self.desk.add(climb, climb.start())
                self._close_if_done(climb)
        self._tell()

    def _make_climbs(self, original: Original) -> list[Climb]:
        climbs = []
        for codec, version in zip(self.plan.codecs, self.versions, strict=True):
            if isinstance(version, CodecError):
                self._lose(Failure(original.name, codec.name, None, version.message))
                continue
            shelf = Shelf(original, codec, version, self.plan.level, self.cache)
            climbs.append(Climb(shelf, self.plan.targets_bpp, self.plan.limit_s))
            self.results.append(climbs[-1])
        return climbs

    def _lose(self, failure: Failure) -> None:
        self.results.append(failure)
        self.failures.append(failure)

    def _close_if_done(self, climb: Climb) -> None:
        if not climb.is_done:
            return
        self.failures += [step for step in climb.list_steps() if isinstance(step, Failure)]
        climb.encoded.clear()
        original = climb.shelf.original
        # By identity: comparing two climbs would compare all they hold.
        left = [each for each in self.open[original.name] if each is not climb]
        self.open[original.name] = left
        if not left:
            del self.open[original.name]
            self.desk.forget(original)

    def _tell(self) -> None:
        if self.on_progress is None:
            return
        elapsed_s = time.monotonic() - self.began_s
        progress = Progress(
            done=self._count_done(),
            total=self.plan.rungs,
            encodes=self.encodes,
            elapsed_s=elapsed_s,
            remaining_s=self._expect_rest_s(),
            newest=self.newest,
            failures=tuple(self.failures),
        )
        self.on_progress(progress)

    def _count_done(self) -> int:
        targets = len(self.plan.targets_bpp)
        done = 0
        for result in self.results:
            if isinstance(result, Climb):
                done += len(result.done)
            else:
                done += targets if result.codec else targets * len(self.plan.codecs)
        return done

    def _expect_rest_s(self) -> float | None:
        """Seconds the rest should take; None until every kind of job has been timed."""
        forecast, targets = self.desk.forecast, len(self.plan.targets_bpp)
        rest_s = sum(forecast.expect_rest_s(climb) for climb in self._list_open())
        if self.closed:
            # They are taken to be as large as those opened so far.
            pixels = self.pixels / (len(self.plan.sources) - len(self.closed))
            rest_s += len(self.closed) * sum(
                forecast.expect_climb_s(codec.name, pixels, targets=targets)
                for codec in self.plan.codecs
            )
        return rest_s / self.desk.workers if rest_s < UNKNOWN_S else None

    def _list_open(self) -> list[Climb]:
        return [climb for climbs in self.open.values() for climb in climbs]


def _name(climb: Climb, job: Job) -> str:
    codec = climb.shelf.codec
    quality = codec.quality.value_at(job.index)
    return f"{climb.shelf.original.name}, {codec.name}, quality {quality:g}"


def _find_version(codec: Codec) -> str | CodecError:
    try:
        return codec.version
    except CodecError as error:
        return error
