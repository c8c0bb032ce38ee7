"""The rules of the checks for people: what each is called, and which numbers make sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
# Later rules of a check may come without an entry here: `rule_of` then says their plain name.
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
        "items_least": Rule(_("Pairs that count, at least"), 1, 60),
        "items_most": Rule(_("Pairs that count, at most"), 1, 60),
        "catches": Rule(_("Obvious pairs among them"), 0, 20),
        "look_every": Rule(_("Pairs between two points where it may end"), 1, 60),
        "catch_every": Rule(_("Every so many pairs an obvious one"), 0, 60),
        "catches_missed_most": Rule(_("Obvious pairs missed, at most"), 0, 20, judges=-1),
        "pass_at": Rule(_("Pairs to answer right"), 1, 60, judges=1),
        "limit": Rule(
            _("Threshold must be finer than"), 0.05, 1, _("of the ladder"), judges=-1, whole=False
        ),
        "pass_probability": Rule(
            _("Passes if finer with a probability of"), 0.5, 0.999, judges=1, whole=False
        ),
        "fail_probability": Rule(
            _("Ends early if finer with a probability of only"), 0, 0.5, whole=False
        ),
    },
}
# (check, rule, rule that it may not exceed)
ORDERED = (
    ("colour", "pass_at", "plates"),
    ("colour", "second_form_at", "pass_at"),
    ("artefact", "items_least", "items_most"),
    ("artefact", "pass_at", "items"),
    ("artefact", "catches", "items"),
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


def check_order(check: str, policy: Mapping[str, float]) -> None:
    for about, lower, upper in ORDERED:
        if about == check and lower in policy and upper in policy and policy[lower] > policy[upper]:
            raise ValueError(
                f"{check} {lower}: expected at most {upper} ({policy[upper]:g}), "
                f"got {policy[lower]:g}"
            )


def say_number(rule: Rule, value: float) -> str:
    if rule.switch:
        return str(_("yes") if value else _("no"))
    return f"{value:g} {rule.unit}".strip()
