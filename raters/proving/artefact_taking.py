"""Takes the artefact check with simulated raters, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from raters.checks import artefact
from raters.checks.items import BankEntry
from raters.checks.steps import PASSED, Answered, Policy, Verdict
from raters.proving.artefact_banks import BANKS
from raters.proving.artefact_people import Kind, make_rater

CHUNK = 100  # raters a process takes at a time
FIELDS = ("truth", "passed", "items", "threshold", "threshold_low", "threshold_high")


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a table: a kind of rater, a bank, and rules that differ from the default."""

    kind: Kind
    bank: str = "built"
    rules: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What all simulated raters of a case came to, one value a rater."""

    truth: NDArray[np.float64]  # threshold
    passed: NDArray[np.float64]  # 0 or 1
    items: NDArray[np.float64]  # that counted
    threshold: NDArray[np.float64]  # recovered
    threshold_low: NDArray[np.float64]  # of the 95 % interval
    threshold_high: NDArray[np.float64]

    @property
    def bias(self) -> float:
        return float((self.threshold - self.truth).mean())

    @property
    def covered(self) -> float:
        """Share of the intervals that hold the true threshold."""
        inside = (self.threshold_low <= self.truth) & (self.truth <= self.threshold_high)
        return float(inside.mean())


def take_all(
    cases: Mapping[str, Case], *, raters: int, seed: int, workers: int
) -> dict[str, Taken]:
    jobs = [
        (name, number, case, seed, range(begin, min(begin + CHUNK, raters)))
        for number, (name, case) in enumerate(cases.items())
        for begin in range(0, raters, CHUNK)
    ]
    rows: dict[str, list[list[float]]] = {name: [] for name in cases}
    # Fresh processes: a copy of this one could hold a database connection.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for job, found in zip(jobs, pool.map(take_many, jobs), strict=True):
            rows[job[0]] += found
    return {name: Taken(*np.array(found, float).T) for name, found in rows.items()}


def take_many(job: tuple[str, int, Case, int, range]) -> list[list[float]]:
    _, number, case, seed, raters = job
    return [take_one(case, np.random.default_rng([seed, number, rater])) for rater in raters]


def take_one(case: Case, rng: np.random.Generator) -> list[float]:
    threshold = case.kind.draw_threshold(rng)
    policy = artefact.POLICY | dict(case.rules)
    verdict = take_check(case, threshold, policy, BANKS[case.bank], rng)
    found = verdict.measured | {"truth": threshold, "passed": verdict.outcome == PASSED}
    return [float(found[name]) for name in FIELDS]


def take_check(
    case: Case,
    threshold: float,
    policy: Policy,
    bank: Sequence[BankEntry],
    rng: np.random.Generator,
) -> Verdict:
    seed, answer = int(rng.integers(2**63)), make_rater(case.kind, threshold, rng)
    answered: list[Answered] = []
    while True:
        step = artefact.next_step(seed=seed, policy=policy, answered=answered, bank=bank)
        if isinstance(step, Verdict):
            return step
        given = answer(step.item)
        correct = artefact.is_correct(step.item, given, policy)
        answered.append(Answered(step.item, given, correct))
