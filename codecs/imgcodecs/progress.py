"""How far a run is."""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.rungs import Failure


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a run."""

    done: int  # rates finished, failed ones included
    total: int
    encodes: int  # real encodes so far
    elapsed_s: float
    remaining_s: float | None  # None until every kind of job has been timed once
    newest: str = ""  # what was encoded or measured last, in words
    failures: tuple[Failure, ...] = ()  # of the sources and codecs that are finished
