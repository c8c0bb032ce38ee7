"""The checks by name, their rules, and what a study may ask of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from raters.bank import read_bank
from raters.checks import artefact, colour, device
from raters.checks.steps import Answered, Item, Policy, Step
from raters.rules import check_number, check_order


class NextStep(Protocol):
    def __call__(self, *, seed: int, policy: Policy, answered: Sequence[Answered]) -> Step: ...


@dataclass(frozen=True, slots=True)
class Check:
    """A check as this module needs it: its rules, its questions and its marking."""

    policy: Mapping[str, float]
    failed: str  # outcome of a rater who does not pass
    next_step: NextStep
    is_correct: Callable[[Item, str, Policy], bool]


def next_artefact_step(*, seed: int, policy: Policy, answered: Sequence[Answered]) -> Step:
    return artefact.next_step(seed=seed, policy=policy, answered=answered, bank=read_bank())


# In the order in which a rater meets them.
CHECKS: dict[str, Check] = {
    "device": Check(device.POLICY, "device", device.next_step, device.is_correct),
    "colour": Check(colour.POLICY, colour.FAILED, colour.next_step, colour.is_correct),
    "artefact": Check(artefact.POLICY, artefact.FAILED, next_artefact_step, artefact.is_correct),
}


def freeze_policy(check: str, asked: Mapping[str, Any]) -> dict[str, float]:
    """A check's rules with those a study asks for. A window may be asked larger, not smaller.

    Each number is judged by itself alone. Whether they go together is asked when they are set and
    when the study opens: a later, stricter word on it must not stop the visits of an open study.
    """
    if check not in CHECKS:
        raise ValueError(f"unknown check {check!r}, expected one of {list(CHECKS)}")
    policy = dict(CHECKS[check].policy)
    for name, value in asked.items():
        if name not in policy:
            raise ValueError(f"the {check} check has no rule {name!r}, only {sorted(policy)}")
        check_number(check, name, value)
        policy[name] = max(policy[name], value) if name.startswith("window_") else value
    return policy


def check_screening(asked: object) -> None:
    """What a study asks of the checks: a table of rules by check, each a number."""
    if not isinstance(asked, dict):
        raise ValidationError(f"expected a table of checks, got {type(asked).__name__}")
    for check, rules in asked.items():
        try:
            check_order(check, freeze_policy(check, rules))
        except (TypeError, ValueError, AttributeError) as error:
            raise ValidationError(str(error)) from None
