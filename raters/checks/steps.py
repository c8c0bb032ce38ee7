"""A check's contract: seed, policy and the answers so far decide the next item, or the verdict.

Every check is a module with `next_step` and `is_correct`, both pure; what they return is stored on
the server and never sent to a browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PASSED = "passed"
DEVICE = "device"  # the screen, not the person
NOTHING = "nothing"  # the answer "I see nothing"
DIGITS = tuple("0123456789")

Item = Mapping[str, Any]
Policy = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """One item with what was answered to it."""

    item: Item
    given: str
    correct: bool | None  # None: counts for nothing

    @property
    def kind(self) -> str:
        return str(self.item["kind"])


@dataclass(frozen=True, slots=True)
class Show:
    """The next item."""

    item: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a check."""

    outcome: str
    measured: dict[str, Any] = field(default_factory=dict)


Step = Show | Verdict


def of_kind(answered: Sequence[Answered], *kinds: str) -> list[Answered]:
    return [each for each in answered if each.kind in kinds]


def count_right(answered: Sequence[Answered]) -> int:
    return sum(each.correct is True for each in answered)
