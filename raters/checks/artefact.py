"""The short artefact check: two items for practice, then eight that count, two of them obvious.

"Which one is closer to the original?": one candidate is the original itself, the other a coded
copy. Seven of eight with both obvious ones pass: somebody who guesses does so with probability
1/4 * 7/64 = 0.027, and one who always presses the same button never, because the original is on
each side four times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from raters.checks.steps import (
    PASSED,
    Answered,
    Item,
    Policy,
    Show,
    Step,
    Verdict,
    count_right,
    of_kind,
)

PRACTICE_ITEMS = 2
POLICY: dict[str, float] = {
    "practice": PRACTICE_ITEMS,
    "items": 8,
    "catches": 2,
    "pass_at": 7,
    "limit": 0.7,
}
FAILED = "screened_out_artefact"
SIDES = ("first", "second")
CATCH_STRENGTH = 0.8
FINEST_SHARE = 0.6  # items that count run from the limit down to this share of it
NEAREST = 3  # one of so many items nearest to the wanted strength is taken


class BankTooSmall(Exception):
    """The item bank cannot fill the check."""


@dataclass(frozen=True, slots=True)
class BankEntry:
    """What the check needs to know about an item of the bank."""

    code: str
    source: str
    strength: float  # 0 invisible, 1 obvious
    practice: bool
    reference_code: str  # names the file of the original, as reference
    original_code: str  # names the file of the original, as candidate
    coded_code: str  # names the file of the coded copy
    size_px: tuple[int, int]  # width, height


def is_enough(bank: Sequence[BankEntry]) -> bool:
    """Whether the check of the default policy can be filled."""
    easy = [each for each in bank if each.practice]
    obvious = [each for each in bank if is_catch(each)]
    others = len(bank) - len(easy) - len(obvious)
    counted = POLICY["items"] - POLICY["catches"]
    return len(easy) >= PRACTICE_ITEMS and len(obvious) >= POLICY["catches"] and others >= counted


def is_catch(entry: BankEntry) -> bool:
    return not entry.practice and entry.strength >= CATCH_STRENGTH


def next_step(
    *, seed: int, policy: Policy, answered: Sequence[Answered], bank: Sequence[BankEntry]
) -> Step:
    practised, counted = of_kind(answered, "practice"), of_kind(answered, "scored", "catch")
    rng = np.random.default_rng([seed, len(answered), 4])
    if len(practised) < policy["practice"]:
        entry = pick([each for each in bank if each.practice], answered, 1.0, rng)
        return Show(make_item("practice", entry, SIDES[rng.integers(2)]))
    if len(counted) == policy["items"]:
        return judge(counted, policy)
    strength, side = plan_items(seed, policy)[len(counted)]
    kind = "catch" if strength >= CATCH_STRENGTH else "scored"
    fitting = [e for e in bank if not e.practice and is_catch(e) == (kind == "catch")]
    return Show(make_item(kind, pick(fitting, answered, strength, rng), side))


def plan_items(seed: int, policy: Policy) -> list[tuple[float, str]]:
    """Wanted strength and side of the original of all items that count, in this seed's order."""
    rng = np.random.default_rng([seed, 5])
    catches, items = int(policy["catches"]), int(policy["items"])
    finest = FINEST_SHARE * policy["limit"]
    strengths = [1.0] * catches + np.linspace(finest, policy["limit"], items - catches).tolist()
    sides = [SIDES[number % 2] for number in range(items)]
    return list(
        zip(rng.permutation(strengths).tolist(), rng.permutation(sides).tolist(), strict=True)
    )


def pick(
    entries: Sequence[BankEntry],
    answered: Sequence[Answered],
    strength: float,
    rng: np.random.Generator,
) -> BankEntry:
    """A new item near the wanted strength, not of the picture just seen if there is another."""
    shown = {each.item["item"] for each in answered}
    fresh = [each for each in entries if each.code not in shown]
    before = answered[-1].item["source"] if answered else None
    others = [each for each in fresh if each.source != before] or fresh
    if not others:
        raise BankTooSmall("the item bank is too small: run manage.py build_item_bank")
    nearest = sorted(others, key=lambda each: abs(each.strength - strength))[:NEAREST]
    return nearest[rng.integers(len(nearest))]


def make_item(kind: str, entry: BankEntry, side: str) -> dict[str, object]:
    return {
        "kind": kind,
        "item": entry.code,
        "source": entry.source,
        "strength": entry.strength,
        "original": side,
        "reference_code": entry.reference_code,
        "original_code": entry.original_code,
        "coded_code": entry.coded_code,
        "size_px": entry.size_px,
    }


def judge(counted: Sequence[Answered], policy: Policy) -> Verdict:
    right, caught = count_right(counted), count_right(of_kind(counted, "catch"))
    passed = right >= policy["pass_at"] and caught == policy["catches"]
    measured = {"right": right, "of": len(counted), "catches_right": caught}
    return Verdict(PASSED if passed else FAILED, measured)


def is_correct(item: Item, given: str, policy: Policy) -> bool:
    return given == str(item["original"])
