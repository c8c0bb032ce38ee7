"""Takes a check without a server: somebody is a function from item to answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from raters.checks.steps import Answered, Show, Verdict


def take(check: Any, answer: Callable[[dict], str], *, seed: int, policy=None, **known: Any):
    """The verdict and all answers of one attempt."""
    rules = policy or check.POLICY
    answered: list[Answered] = []
    for _ in range(50):
        step = check.next_step(seed=seed, policy=rules, answered=answered, **known)
        if isinstance(step, Verdict):
            return step, answered
        assert isinstance(step, Show)
        given = answer(step.item)
        correct = check.is_correct(step.item, given, rules)
        answered.append(Answered(step.item, given, correct))
    raise AssertionError("the check never ended")
