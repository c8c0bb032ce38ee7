"""Where jobs wait, the longest first, and from where they go to the workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field

from imgcodecs.ladder.climb import Climb
from imgcodecs.ladder.forecast import Forecast
from imgcodecs.ladder.jobs import Died, Encode, Job, Lost, Refused, Reply
from imgcodecs.ladder.originals import Original
from imgcodecs.ladder.pool import Pool

Ended = tuple[Climb, Job, Reply]


@dataclass(slots=True)
class Desk:
    """Jobs that wait and jobs that run.

    Parameters
    ----------
    open_pool : callable
        Starts the workers; called when there is a first job, so never where all is known.
    stack : ExitStack
        Ends them.
    """

    open_pool: Callable[[], AbstractContextManager[Pool]]
    stack: ExitStack
    forecast: Forecast = field(default_factory=Forecast)
    workers: int = 1
    _pool: Pool | None = None
    _ready: dict[Job, Climb] = field(default_factory=dict)
    _running: dict[Job, tuple[Climb, float]] = field(default_factory=dict)  # with its start
    _died: set[Job] = field(default_factory=set)  # a worker died over it

    @property
    def is_busy(self) -> bool:
        """Whether any job waits or runs."""
        return bool(self._ready or self._running)

    def add(self, climb: Climb, jobs: Sequence[Job]) -> None:
        """Let jobs wait."""
        self._ready.update(dict.fromkeys(jobs, climb))

    def turn(self) -> list[Ended]:
        """Hand out what can be handed out, and wait for something to end; maybe for nothing."""
        if not self.is_busy:
            return []
        if self._pool is None:
            self._pool = self.stack.enter_context(self.open_pool())
        self._hand_out(self._pool)
        ended: list[Ended] = []
        for job, outcome in self._pool.wait():
            climb, began_s = self._running.pop(job)
            if isinstance(outcome, Lost) or (isinstance(outcome, Died) and job not in self._died):
                self._ready[job] = climb
                if isinstance(outcome, Died):
                    self._died.add(job)
                continue
            if isinstance(outcome, Died):
                outcome = Refused(f"{outcome.reason}, twice")
            self.forecast.learn(climb, job, time.monotonic() - began_s)
            ended.append((climb, job, outcome))
        self.workers = self._pool.count_workers()
        return ended

    def forget(self, original: Original) -> None:
        """No further job will need this source."""
        if self._pool is not None:
            self._pool.forget(original)

    def _hand_out(self, pool: Pool) -> None:
        while self._ready and pool.has_room():
            job = max(self._ready, key=self._expect_s)
            climb = self._ready.pop(job)
            pool.submit(job, climb.shelf.original)
            self._running[job] = climb, time.monotonic()

    def _expect_s(self, job: Job) -> float:
        # Long jobs first, so that short ones fill the cores at the end. A kind that was never
        # timed may be long.
        shelf = self._ready[job].shelf
        return self.forecast.expect_job_s(
            shelf.codec.name, shelf.original.count_pixels(), encode=isinstance(job, Encode)
        )
