"""The rules of the artefact check, and what a study may ask of them."""

from __future__ import annotations

from raters.checks.steps import Policy

POLICY: dict[str, float] = {
    "practice": 2,  # easy items with feedback, at most 2
    "items_least": 16,
    "items_most": 28,
    "look_every": 4,  # items between two points at which the check may end
    "catch_every": 5,  # one in so many is obvious
    "catches_missed_most": 1,
    "limit": 0.7,  # of the ladder
    "pass_probability": 0.9,
    # Before the last look more is asked, or every look would be another chance for luck.
    "early_probability": 0.95,
    "fail_probability": 0.01,
}
# What a study may ask of each rule, least and most.
BOUNDS: dict[str, tuple[float, float]] = {
    "practice": (0, 2),
    "items_least": (4, 100),
    "items_most": (4, 100),
    "look_every": (1, 100),
    "catch_every": (0, 100),
    "catches_missed_most": (0, 100),
    "limit": (0.05, 1),
    "pass_probability": (0.5, 0.999),
    "early_probability": (0.5, 0.999),
    "fail_probability": (0, 0.5),
}
SHARES = {"limit", "pass_probability", "early_probability", "fail_probability"}


def name_bad_rules(asked: Policy) -> list[str]:
    """What is wrong with the rules a study asks for, a sentence each; empty when they can hold."""
    rules = POLICY | dict(asked)
    wrong = [
        f"The artefact check's {name} must be {'' if name in SHARES else 'a whole number '}"
        f"from {least:g} to {most:g}, got {rules[name]!r}."
        for name, (least, most) in BOUNDS.items()
        if not is_within(rules[name], least, most, whole=name not in SHARES)
    ]
    if not wrong and rules["items_least"] > rules["items_most"]:
        wrong = ["The artefact check's items_least must not be above its items_most."]
    return wrong


def is_within(value: object, least: float, most: float, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return least <= value <= most and (not whole or value == int(value))
