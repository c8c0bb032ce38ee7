"""One simulated rater at the colour check, with every eye, on every display, at three thresholds.

The plates are those the check itself would show for the rater's seed, in its order; they are drawn
once and read by all. The same rules as in the check are applied to all kinds at once; a test holds
that both come to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from raters.checks import colour
from raters.checks.plates import draw_plate
from raters.checks.steps import Answered, Item, Show
from raters.proving.displays import Display
from raters.proving.eyes import Eye
from raters.proving.reading import THRESHOLD, THRESHOLD_SPREAD, answer, find_digits

# Of the observer's threshold: the stated one, and half and one and a half of it.
TIMES_THRESHOLD = (1.0, 0.5, 1.5)
OUTCOMES = ("passed", colour.FAILED, "device")
PLATE_PICTURE = 6  # the server's number for a plate among an attempt's pictures
# The plates that count, by line and chroma.
GROUPS = tuple(dict.fromkeys((line, chroma) for _, line, chroma, _ in colour.FORM))
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one rater's check came to for each threshold, display and eye."""

    outcome: NDArray[np.int64]  # (thresholds, displays, eyes), a place in OUTCOMES
    right: NDArray[np.int64]  # (thresholds, displays, eyes), of the first form
    typical: NDArray[np.int64]  # (thresholds, displays, eyes), typical errors of the first form
    read: NDArray[np.float64]  # (groups, displays, eyes), share read of a group, at 1 threshold


@dataclass(frozen=True, slots=True)
class Reader:
    """A person's seed and threshold, before all eyes and displays."""

    seed: int
    threshold: float
    displays: Sequence[Display]
    eyes: Sequence[Eye]

    def read(self, position: int, item: Item, rng: np.random.Generator) -> NDArray[np.str_]:
        """Keys pressed, shape (thresholds, displays, eyes)."""
        png = draw_plate(colour.plate_of(item), seed=(self.seed, position, PLATE_PICTURE))
        found = find_digits(png, displays=self.displays, eyes=self.eyes, rng=rng)
        times = [self.threshold * each for each in TIMES_THRESHOLD]
        return np.stack([answer(found, rng=rng, threshold=each) for each in times])


def take_colour(
    seed: int, number: int, *, displays: Sequence[Display], eyes: Sequence[Eye]
) -> Taken:
    rng = np.random.default_rng([seed, number])
    threshold = THRESHOLD * float(np.exp(rng.normal(0, THRESHOLD_SPREAD)))
    reader = Reader(int(rng.integers(2**63)), threshold, displays, eyes)
    items = list_items(reader.seed)
    light = read_control(reader, items, rng)
    first = read_form(reader, items, range(2, 14), rng)
    passed, again = judge_form(first.right)
    if (again & light).any():
        second, _ = judge_form(read_form(reader, items, range(14, len(items)), rng).right)
        passed |= again & second
    outcome = np.where(light, np.where(passed, 0, 1), 2)
    return Taken(outcome, first.right.sum(axis=0), first.typical.sum(axis=0), first.by_group())


def list_items(seed: int) -> list[Item]:
    """Control, practice, the first form and the second one, as the check makes them."""
    answered: list[Answered] = []
    while len(answered) < 14 + colour.POLICY["plates"]:
        step = colour.next_step(seed=seed, policy=colour.POLICY, answered=answered)
        assert isinstance(step, Show)
        right = len([each for each in answered if each.kind == "scored" and each.correct])
        correct = step.item["kind"] != "scored" or right < colour.POLICY["second_form_at"]
        answered.append(Answered(step.item, "", correct))
    return [each.item for each in answered]


def read_control(reader: Reader, items: list[Item], rng: np.random.Generator) -> Bools:
    """Who reads the control plate, at once or at the second try."""
    reads = [reader.read(n, items[0], rng) for n in range(colour.POLICY["control_tries"])]
    return np.asarray(np.any([keys == str(items[0]["digit"]) for keys in reads], axis=0))


@dataclass(frozen=True, slots=True)
class Form:
    """The plates of a form that count, in their order."""

    groups: list[int]  # of every plate, its place in GROUPS
    right: Bools  # (plates, thresholds, displays, eyes)
    typical: Bools

    def by_group(self) -> NDArray[np.float64]:
        at = np.array(self.groups)
        return np.stack([self.right[at == n, 0].mean(axis=0) for n in range(len(GROUPS))])


def read_form(reader: Reader, items: list[Item], at: range, rng: np.random.Generator) -> Form:
    scored = [(n, items[n]) for n in at if items[n]["kind"] == "scored"]
    keys = [(item, reader.read(n, item, rng)) for n, item in scored]
    return Form(
        [GROUPS.index((item["line"], item["chroma"])) for _, item in scored],
        np.stack([each == str(item["digit"]) for item, each in keys]),
        np.stack([each == str(item["second"]) for item, each in keys]),
    )


def judge_form(right: Bools) -> tuple[Bools, Bools]:
    """Who passes by a form, and whom it leaves open."""
    count = right.sum(axis=0)
    passed = count >= colour.POLICY["pass_at"]
    return passed, (count >= colour.POLICY["second_form_at"]) & ~passed
