"""The workers of Dask: processes of this machine, or of any that a scheduler knows.

The client decides which worker does which job, and gives each one job at a time. So it knows what
a worker was doing when it died, times are those of a process that does nothing else, and nothing
has to be taken back when the run is stopped.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue

from distributed import Client, Future
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from imgcodecs.ladder.admitting import find_unfit
from imgcodecs.ladder.jobs import Died, Job, Lost, Outcome, Refused, Reply, run_job_guarded
from imgcodecs.ladder.links import link_local, link_scheduler
from imgcodecs.ladder.originals import Original
from imgcodecs.types import Codec, Image

LOOK_EVERY_S = 5.0  # for workers that have come or gone
NEWS_S = 0.5  # how long to wait for a job to end before looking
FETCH_S = 120.0  # in which a result must come over
PATIENCE_S = 60.0  # without a single worker

logger = logging.getLogger(__name__)


class LostCluster(OSError):
    """The scheduler or all its workers are gone."""


@contextmanager
def open_local(workers: int) -> Iterator[DaskPool]:
    """Start workers on this machine."""
    with link_local(workers) as client:
        pool = DaskPool(client)
        pool.look()
        yield pool


@contextmanager
def open_remote(scheduler: str, codecs: Sequence[Codec]) -> Iterator[DaskPool]:
    """Find a scheduler's workers; ValueError when one would not make the very same files."""
    with link_scheduler(scheduler) as client:
        pool = DaskPool(client, partial(find_unfit, codecs=codecs))
        unfit = pool.look()
        if unfit:
            reasons = "; ".join(f"{address}: {reason}" for address, reason in unfit.items())
            raise ValueError(f"these workers cannot take part: {reasons}")
        yield pool


def _find_none(client: Client, addresses: Sequence[str]) -> dict[str, str]:
    # The processes of this machine load the same files as this one.
    return {}


@dataclass(frozen=True, slots=True)
class _Running:
    job: Job
    worker: str  # address
    began_s: float


@dataclass(slots=True)
class DaskPool:
    """Does jobs on the workers of a connection.

    Parameters
    ----------
    client : distributed.Client
        Connected.
    find_unfit : callable
        Names the workers among some that must take no part, with the reason.
    """

    client: Client
    find_unfit: Callable[[Client, Sequence[str]], dict[str, str]] = _find_none
    _free: list[str] = field(default_factory=list)  # addresses
    _known: set[str] = field(default_factory=set)  # addresses, unfit ones included
    _running: dict[Future[Reply], _Running] = field(default_factory=dict)
    _unshared: list[_Running] = field(default_factory=list)  # their workers never got the pixels
    _images: dict[str, Future[Image]] = field(default_factory=dict)  # by digest
    _ended: SimpleQueue[Future[Reply]] = field(default_factory=SimpleQueue)
    _looked_s: float = float("-inf")
    _seen_s: float = field(default_factory=time.monotonic)  # when there was last a worker

    def has_room(self) -> bool:
        """Whether a worker is free."""
        return bool(self._free)

    def submit(self, job: Job, original: Original) -> None:
        """Give a free worker a job."""
        worker = self._free.pop()
        image = self._share(original, worker)
        if image is None:
            self._unshared.append(_Running(job, worker, time.monotonic()))
            return
        future = self.client.submit(
            run_job_guarded,
            job,
            image,
            workers=[worker],
            allow_other_workers=True,  # should this one be gone by then
            pure=False,
        )
        self._running[future] = _Running(job, worker, time.monotonic())
        future.add_done_callback(self._ended.put)

    def wait(self) -> list[tuple[Job, Outcome]]:
        """Wait for a job to end, or a moment."""
        if self._unshared:
            return [self._lose(self._unshared.pop())]
        if time.monotonic() - self._looked_s > LOOK_EVERY_S:
            self.look()
        try:
            future = self._ended.get(timeout=NEWS_S)
        except Empty:
            self._check_connection()
            if not (self._free or self._running):
                self.look()
            return []
        running = self._running.pop(future)
        outcome = self._collect(future, running)
        self._set_free(running.worker)
        return [(running.job, outcome)]

    def forget(self, original: Original) -> None:
        """Let the pixels go, here and on the workers."""
        self._images.pop(original.pixels.digest, None)
        original.forget()

    def count_workers(self) -> int:
        """Workers that take part."""
        return max(len(self._free) + len(self._running), 1)

    def look(self) -> dict[str, str]:
        """Find out which workers have come or gone; names the new ones that are unfit, and why."""
        self._looked_s = time.monotonic()
        present = set(self.client.scheduler_info(n_workers=-1)["workers"])
        new = sorted(present - self._known)
        unfit = self.find_unfit(self.client, new) if new else {}
        for address, reason in unfit.items():
            logger.warning("the worker %s takes no part: %s", address, reason)
        self._known = present
        self._free = [address for address in self._free if address in present]
        self._free += [address for address in new if address not in unfit]
        if present:
            self._seen_s = self._looked_s
        return unfit

    def _share(self, original: Original, worker: str) -> Future[Image] | None:
        """Its pixels among the workers; None where this one is gone and nobody has them."""
        digest = original.pixels.digest
        known = self._images.get(digest)
        # Pixels die with the last worker that held them.
        if known is None or known.status != "finished":
            image = original.read()
            try:
                shared = self.client.scatter(image, workers=[worker], hash=False)
            except (CommClosedError, TimeoutError):  # it died a moment ago
                return None
            self._images[digest] = shared
            original.forget()
        return self._images[digest]

    def _lose(self, unshared: _Running) -> tuple[Job, Outcome]:
        """Say of a job that its worker never got the pixels for it, and see who is there."""
        self._check_connection()
        self.look()
        self._set_free(unshared.worker)
        return unshared.job, Lost()

    def _set_free(self, worker: str) -> None:
        if worker in self._known:
            self._free.append(worker)

    def _collect(self, future: Future[Reply], running: _Running) -> Outcome:
        try:
            reply: Reply = future.result(timeout=FETCH_S)
        except (KilledWorker, FutureCancelledError, TimeoutError):
            self._check_connection()
            self.look()
            return self._explain_loss(running)
        return reply

    def _explain_loss(self, running: _Running) -> Outcome:
        if running.worker in self._known:
            return Lost()  # it waited for pixels that have died with another worker
        limit_s = running.job.limit_s
        if limit_s is not None and time.monotonic() - running.began_s >= limit_s:
            return Refused(f"it took more than {limit_s:g} s")
        return Died(f"the worker's process died, out of memory perhaps ({running.worker})")

    def _check_connection(self) -> None:
        if self.client.status != "running":
            raise LostCluster("the Dask scheduler is gone; the same command goes on from here")
        if time.monotonic() - self._seen_s > PATIENCE_S:
            raise LostCluster("no Dask worker is left; the same command goes on from here")
