"""Who does the jobs: this process, or (``imgcodecs.ladder.cluster``) the workers of Dask."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from imgcodecs.ladder.jobs import Job, Outcome, run_job
from imgcodecs.ladder.originals import Original


class Pool(Protocol):
    """Does jobs, one at a time on each worker."""

    def has_room(self) -> bool:
        """Whether a worker is free."""

    def submit(self, job: Job, original: Original) -> None:
        """Give a free worker a job."""

    def wait(self) -> list[tuple[Job, Outcome]]:
        """Wait for the next jobs to end; may come back empty-handed, so ask again."""

    def forget(self, original: Original) -> None:
        """No further job will need this source."""

    def count_workers(self) -> int:
        """How many jobs run at a time."""


@dataclass(slots=True)
class InProcess:
    """Does jobs right here. Without workers, a coder that hangs can only be stopped by hand."""

    jobs: deque[tuple[Job, Original]] = field(default_factory=deque)

    def has_room(self) -> bool:
        """Whether nothing is to be done."""
        return not self.jobs

    def submit(self, job: Job, original: Original) -> None:
        """Take a job."""
        self.jobs.append((job, original))

    def wait(self) -> list[tuple[Job, Outcome]]:
        """Do it."""
        job, original = self.jobs.popleft()
        return [(job, run_job(job, original.read()))]

    def forget(self, original: Original) -> None:
        """Let the pixels go."""
        original.forget()

    def count_workers(self) -> int:
        """Just this process."""
        return 1
