"""The rules of the checks for people: what each is called, and which numbers make sense."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of a check's rules.

    `judges` says how a rule bears on what was already answered: 1 where a higher number is
    stricter, -1 where a lower one is, 0 where it changes what is asked, so that an attempt under
    another number says nothing.
    """

    label: Words
    low: float = 0
    high: float = 10_000
    unit: Words = ""
    judges: int = 0
    whole: bool = True
    switch: bool = False  # 0 or 1: off or on


PX = _("pixels")
# Every rule of every check's POLICY stands here, the one place for its bounds. Stored policies may
# hold rules that a check has lost since: some keep their entry, of others `rule_of` says the plain
# name.
RULES: dict[str, dict[str, Rule]] = {
    "device": {
        "screen_width_px": Rule(_("Screen at least this wide"), 320, 20_000, PX, judges=1),
        "screen_height_px": Rule(_("Screen at least this high"), 240, 20_000, PX, judges=1),
        "window_width_px": Rule(_("Window at least this wide"), 1, 20_000, PX, judges=1),
        "window_height_px": Rule(_("Window at least this high"), 1, 20_000, PX, judges=1),
        "colour_depth_bits": Rule(_("Colour depth at least"), 8, 48, _("bits"), judges=1),
        "tries": Rule(_("Tries to mend the screen"), 1, 10),
        "patch_tries": Rule(_("Tries at each faint patch"), 1, 5),
        "distance": Rule(_("Measure the viewing distance"), 0, 1, judges=1, switch=True),
        "distance_tries": Rule(_("Tries at the viewing distance"), 1, 5),
        "distance_min_mm": Rule(
            _("Viewing distance at least (0: no bound)"), 0, 5000, _("mm"), judges=1
        ),
        "distance_max_mm": Rule(_("Viewing distance at most (0: no bound)"), 0, 5000, _("mm")),
    },
    "colour": {
        "plates": Rule(_("Plates that count"), 1, 40),
        "pass_at": Rule(_("Plates to read right"), 1, 40, judges=1),
        "second_form_at": Rule(_("A second form from so many right"), 0, 40, judges=1),
        "tritan_plates": Rule(_("Blue plates, which decide nothing"), 0, 4),
        "control_tries": Rule(_("Tries at the control plate"), 1, 5),
    },
    "artefact": {
        "practice": Rule(_("Pairs for practice"), 0, 2),
        "items": Rule(_("Pairs that count"), 1, 60),
        "items_least": Rule(_("Pairs that count, at least"), 4, 60),
        "items_most": Rule(_("Pairs that count, at most"), 4, 60),
        "catches": Rule(_("Obvious pairs among them"), 0, 20),
        "look_every": Rule(_("It may end after every so many pairs"), 1, 60),
        "catch_every": Rule(_("Every so many pairs an obvious one"), 0, 60),
        "catches_missed_most": Rule(_("Obvious pairs missed, at most"), 0, 20, judges=-1),
        "pass_at": Rule(_("Pairs to answer right"), 1, 60, judges=1),
        "limit": Rule(
            _("Threshold must be finer than"),
            0.05,
            1,
            _("(0 is invisible, 1 obvious)"),
            judges=-1,
            whole=False,
        ),
        "pass_probability": Rule(
            _("Passes if finer with a probability of"), 0.5, 0.999, judges=1, whole=False
        ),
        "early_probability": Rule(
            _("Passes early if finer with a probability of"), 0.5, 0.999, whole=False
        ),
        "fail_probability": Rule(
            _("Ends early if finer with a probability of only"), 0, 0.5, whole=False
        ),
    },
}


@dataclass(frozen=True, slots=True)
class Order:
    """Two rules of a check of which the first may not exceed the second."""

    check: str
    lower: str
    upper: str
    strict: bool = False  # nor be the same
    unbounded: bool = False  # an upper one of 0 bounds nothing

    def holds(self, lower: float, upper: float) -> bool:
        if self.unbounded and not upper:
            return True
        return lower < upper if self.strict else lower <= upper


ORDERED = (
    Order("device", "distance_min_mm", "distance_max_mm", unbounded=True),
    Order("colour", "pass_at", "plates"),
    Order("colour", "second_form_at", "pass_at", strict=True),
    Order("artefact", "items_least", "items_most"),
    # At an early look the check asks for the larger of the two: less would be written down and
    # never hold.
    Order("artefact", "pass_probability", "early_probability"),
    # Both may be one half, and then a rater would pass and fail at once.
    Order("artefact", "fail_probability", "pass_probability", strict=True),
)


def rule_of(check: str, name: str) -> Rule:
    known = RULES.get(check, {}).get(name)
    return known or Rule(name.removesuffix("_px").replace("_", " ").capitalize(), whole=False)


def check_number(check: str, name: str, value: object) -> None:
    """Refuse what is no number, or none that makes sense for this rule."""
    rule = rule_of(check, name)
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not good or not rule.low <= value <= rule.high or (rule.whole and value != int(value)):  # type: ignore[operator, call-overload]
        kind = "a whole number" if rule.whole else "a number"
        raise ValueError(
            f"{check} {name}: expected {kind} from {rule.low:g} to {rule.high:g}, got {value!r}"
        )


def broken_orders(check: str, policy: Mapping[str, float | None]) -> Iterator[Order]:
    """Pairs of rules that contradict each other; one without a number contradicts none."""
    for order in ORDERED:
        if order.check == check:
            lower, upper = policy.get(order.lower), policy.get(order.upper)
            if lower is not None and upper is not None and not order.holds(lower, upper):
                yield order


def check_order(check: str, policy: Mapping[str, float]) -> None:
    """Refuse rules that contradict each other, with one sentence about the first such pair."""
    for order in broken_orders(check, policy):
        bound = "less than" if order.strict else "at most"
        raise ValueError(
            f"{check} {order.lower}: expected {bound} {order.upper} "
            f"({policy[order.upper]:g}), got {policy[order.lower]:g}"
        )


def say_number(rule: Rule, value: float) -> str:
    if rule.switch:
        return str(_("yes") if value else _("no"))
    return f"{value:g} {rule.unit}".strip()
