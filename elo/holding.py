"""Who is at work on a fit: the operating system lets go of the lock when the process dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from elo.models import FitRun
from evalsite.studies.models import Study

GONE = "The process that worked on it ended in the middle (stopped, or out of memory). Fit again."


@contextmanager
def hold(run: FitRun) -> Iterator[None]:
    """Hold a run's lock for as long as the work on it lasts."""
    with open_lock(run) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def open_lock(run: FitRun) -> IO[str]:
    run.folder.mkdir(parents=True, exist_ok=True)
    return (run.folder / "lock").open("w")


def is_held(run: FitRun) -> bool:
    with open_lock(run) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def give_up_dead_runs(study: Study) -> None:
    """Fail runs whose process is gone, so that they do not stand in the way of the next."""
    for run in FitRun.objects.filter(study=study, state=FitRun.State.RUNNING):
        if not is_held(run):
            run.fail(GONE)
