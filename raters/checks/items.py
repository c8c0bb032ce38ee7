"""Items of the artefact check: what the bank holds, whether it suffices, and who stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from raters.checks.steps import Policy

SIDES = ("first", "second")
CATCH_STRENGTH = 0.85  # obvious from here on
SPARE_ITEMS = 30  # beyond those one rater can be shown, so that there is something to choose from
LEAST_SOURCES = 3
FINEST, WIDEST_GAP = 0.15, 0.1  # the ladder begins here, and has no wider hole up to the catches


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


def is_catch(entry: BankEntry) -> bool:
    return not entry.practice and entry.strength >= CATCH_STRENGTH


def name_lacks(bank: Sequence[BankEntry], policy: Policy) -> list[str]:
    """What the bank lacks for a check of these rules, each in words that go on after "the check".

    Empty when it suffices.
    """
    counted = [each for each in bank if not each.practice]
    most, every = int(policy["items_most"]), int(policy["catch_every"])
    needs = [
        ("easy items for practice", len(bank) - len(counted), int(policy["practice"])),
        ("items that count", len(counted), most + SPARE_ITEMS),
        (
            f"obvious items of strength {CATCH_STRENGTH:g} or more",
            sum(map(is_catch, bank)),
            most // every if every else 0,
        ),
        ("photographs", len({each.source for each in counted}), LEAST_SOURCES),
    ]
    lacks = [f"has {has} {what} and needs {least}" for what, has, least in needs if has < least]
    return lacks + ([] if lacks else name_holes([each.strength for each in counted]))


def name_holes(strengths: Sequence[float]) -> list[str]:
    """Stretches of the ladder, from nearly invisible to obvious, without an item."""
    rungs = [FINEST, *sorted(s for s in strengths if FINEST < s < CATCH_STRENGTH), CATCH_STRENGTH]
    holes = [(a, b) for a, b in zip(rungs, rungs[1:], strict=False) if b - a > WIDEST_GAP]
    holes += [(0.0, FINEST)] if min(strengths) > FINEST else []
    return [f"has no item of a strength between {a:.2f} and {b:.2f}" for a, b in holes]


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


def plan_sides(seed: int, rules: Policy) -> list[str]:
    """Side of the original in every item that counts, whatever is answered.

    Either side comes equally often up to every point at which the check may end, and the obvious
    items change sides pair by pair: whoever presses one button misses half of them, too.
    """
    rng = np.random.default_rng([seed, 5])
    most, every = int(rules["items_most"]), int(rules["catch_every"])
    catches = set(range(every - 1, most, every)) if every else set()
    sides = dict(zip(sorted(catches), alternate(len(catches), rng), strict=True))
    for block in cut_blocks(rules):
        others = [number for number in block if number not in catches]
        firsts = len(block) // 2 - sum(sides[n] == SIDES[0] for n in block if n in catches)
        firsts += int(len(block) % 2 and rng.integers(2))
        fill = [SIDES[0]] * max(0, firsts) + [SIDES[1]] * len(others)
        sides |= dict(zip(others, rng.permutation(fill[: len(others)]).tolist(), strict=True))
    return [sides[number] for number in range(most)]


def alternate(count: int, rng: np.random.Generator) -> list[str]:
    """Both sides in each pair, in random order."""
    pairs = [rng.permutation(SIDES).tolist() for _ in range((count + 1) // 2)]
    return [side for pair in pairs for side in pair][:count]


def cut_blocks(rules: Policy) -> list[range]:
    """The items between two points at which the check may end."""
    least, most = int(rules["items_least"]), int(rules["items_most"])
    looks = [0, *range(min(least, most), most, max(1, int(rules["look_every"]))), most]
    return [range(a, b) for a, b in zip(looks, looks[1:], strict=False) if a < b]
