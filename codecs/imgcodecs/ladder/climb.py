"""One source through one codec: which jobs it needs next, and what came of them.

Does no work itself and waits for nothing: it hands out jobs and takes their outcomes, in whatever
order they come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imgcodecs.cache import Encoded
from imgcodecs.ladder.jobs import Encode, Job, Measure, Measured, Refused, Reply
from imgcodecs.ladder.placing import Shelf
from imgcodecs.manifest import ManifestRow
from imgcodecs.rungs import Curve, Failure, Rung
from imgcodecs.search import Found, NotFound, RateSearch


@dataclass(slots=True)
class Climb:
    """Finds a rung for each target rate, or says why there is none."""

    shelf: Shelf
    targets_bpp: Sequence[float]
    limit_s: float | None
    search: RateSearch = field(init=False)
    encoded: dict[int, Encoded] = field(default_factory=dict)  # step -> its file
    found: dict[int, tuple[float, Found]] = field(default_factory=dict)  # step -> target
    done: dict[float, Rung | Failure] = field(default_factory=dict)  # target -> what became of it
    waiting: set[int] = field(default_factory=set)  # steps whose jobs are out

    def __post_init__(self) -> None:
        """Begin the search."""
        self.search = RateSearch(self.shelf.codec.quality.steps, self.targets_bpp)

    def start(self) -> list[Job]:
        """Give the first jobs; none when the cache knows everything."""
        return self._go_on()

    def take(self, job: Job, outcome: Reply) -> list[Job]:
        """Take the outcome of a job and give the jobs that follow from it."""
        self.waiting.discard(job.index)
        if isinstance(outcome, Measured):
            self._finish(job.index, self._keep(job.index, outcome))
            return []
        if isinstance(job, Measure):
            assert isinstance(outcome, Refused)
            self._finish(job.index, outcome)
            return []
        if isinstance(outcome, Refused):
            self.search.fail(job.index, outcome.reason)
        else:
            self.shelf.cache.write_encoded(self._key(job.index), outcome)
            self._learn(job.index, outcome)
        return [] if self.waiting else self._go_on()

    @property
    def is_searching(self) -> bool:
        """Whether it still looks for the qualities."""
        return not (self.found or self.done)

    @property
    def is_done(self) -> bool:
        """Whether it is known what became of every target."""
        return len(self.done) == len(self.targets_bpp)

    def list_steps(self) -> list[Rung | Failure]:
        """List what became of each target; one line where all failed for one reason."""
        ordered = [self.done[target_bpp] for target_bpp in self.targets_bpp]
        failures = [step for step in ordered if isinstance(step, Failure)]
        if len(failures) == len(ordered) and len({failure.reason for failure in failures}) == 1:
            return [self._fail(None, failures[0].reason)]
        return ordered

    def list_curve(self) -> Curve:
        """List what was encoded."""
        known = self.search.known
        points = tuple((self._quality(index), known[index]) for index in sorted(known))
        return Curve(self.shelf.original.name, self.shelf.codec.name, points)

    def _go_on(self) -> list[Job]:
        while indices := self.search.next_steps():
            unknown = [index for index in indices if not self._recall(index)]
            if unknown:
                self.waiting.update(unknown)
                return [self._ask_encode(index) for index in unknown]
        return self._choose_rungs()

    def _recall(self, index: int) -> bool:
        known = self.shelf.cache.read_encoded(self._key(index))
        if known is not None:
            self._learn(index, known)
        return known is not None

    def _learn(self, index: int, encoded: Encoded) -> None:
        self.encoded[index] = encoded
        self.search.learn(index, self.shelf.original.find_bpp(encoded.data))

    def _choose_rungs(self) -> list[Job]:
        results = self.search.results()
        owners = _choose_owners(results)
        jobs: list[Job] = []
        for target_bpp, step in results.items():
            if isinstance(step, NotFound):
                self.done[target_bpp] = self._fail(target_bpp, step.reason)
            elif owners[step.index] != target_bpp:
                reason = _explain_taken(step, owners[step.index])
                self.done[target_bpp] = self._fail(target_bpp, reason)
            else:
                self.found[step.index] = target_bpp, step
                jobs += self._find_rung(step.index)
        return jobs

    def _find_rung(self, index: int) -> list[Job]:
        row = self.shelf.find_rung(
            target_bpp=self.found[index][0],
            quality=self._quality(index),
            encoded=self.encoded[index],
        )
        if row is None:
            self.waiting.add(index)
            return [self._ask_measure(index)]
        self._finish(index, row)
        return []

    def _keep(self, index: int, measured: Measured) -> ManifestRow:
        return self.shelf.keep_rung(
            target_bpp=self.found[index][0],
            quality=self._quality(index),
            encoded=self.encoded[index],
            measured=measured,
        )

    def _finish(self, index: int, made: ManifestRow | Refused) -> None:
        target_bpp, step = self.found[index]
        if isinstance(made, Refused):
            self.done[target_bpp] = self._fail(target_bpp, made.reason)
        else:
            missed = step.misses(target_bpp)
            self.done[target_bpp] = Rung(made, self._quality(index), step.encodes, missed)

    def _ask_encode(self, index: int) -> Encode:
        return Encode(self.shelf.codec, self.shelf.version, self.limit_s, index)

    def _ask_measure(self, index: int) -> Measure:
        level = self.shelf.missing_level(self._quality(index))
        data = self.encoded[index].data
        return Measure(self.shelf.codec, self.shelf.version, self.limit_s, index, data, level)

    def _fail(self, target_bpp: float | None, reason: str) -> Failure:
        return Failure(self.shelf.original.name, self.shelf.codec.name, target_bpp, reason)

    def _quality(self, index: int) -> float:
        return self.shelf.codec.quality.value_at(index)

    def _key(self, index: int) -> str:
        return self.shelf.key(self._quality(index))


def _choose_owners(results: Mapping[float, Found | NotFound]) -> dict[int, float]:
    # Two targets between the same two steps would otherwise become two stimuli with equal pixels:
    # the nearer target keeps the step.
    owners: dict[int, float] = {}
    for target_bpp, step in results.items():
        if isinstance(step, Found):
            rivals = [owners.get(step.index, target_bpp), target_bpp]
            owners[step.index] = min(rivals, key=lambda t: abs(math.log(step.bpp / t)))
    return owners


def _explain_taken(step: Found, owner_bpp: float) -> str:
    return (
        f"the nearest rate it reaches is {step.bpp:.3g} bpp, "
        f"and that already serves the target of {owner_bpp:g} bpp"
    )
