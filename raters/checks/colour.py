"""The colour check: a control plate, a practice plate, and a form of ten plates that count.

Four plates of a form lie on the deutan line and four on the protan line, half of them strong and
half of them weak; two are transformation plates, in which a colour-deficient eye reads another
digit. Two tritan plates are mixed in, recorded, and decide nothing. Eight of ten pass, seven are
given a second and fresh form, fewer do not pass. A typical error (the digit a colour-deficient eye
finds) is counted and decides nothing.

A form is never cut short: where it ends must not tell how it went.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from raters.checks.digits import CONFUSED
from raters.checks.plates import Plate
from raters.checks.steps import (
    DEVICE,
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

POLICY: dict[str, int] = {
    "plates": 10,  # of a form, that count
    "pass_at": 8,  # of them, for passing
    "second_form_at": 7,  # so many and fewer than `pass_at`: a second form decides
    "tritan_plates": 2,
    "control_tries": 2,
}
FAILED = "screened_out_colour"
# (kind, line, chroma, whether a second figure is hidden in it): every start of it is balanced.
FORM = (
    ("scored", "deutan", "strong", False),
    ("scored", "protan", "strong", False),
    ("scored", "deutan", "weak", False),
    ("scored", "protan", "weak", False),
    ("scored", "middle", "strong", True),
) * 2
TRITAN = ("tritan", "tritan", "strong", False)
CONTROL = ("control", "light", "strong", False)
PRACTICE = ("practice", "light", "strong", False)
Slot = tuple[str, str, str, bool]
DIGITS_SHOWN = (2, 3, 4, 5, 6, 7, 8, 9)


def next_step(*, seed: int, policy: Policy, answered: Sequence[Answered]) -> Step:
    rules = POLICY | dict(policy)  # an attempt may have begun before there was a rule
    controls = of_kind(answered, "control")
    if not count_right(controls):
        spent = len(controls) >= rules["control_tries"]
        return Verdict(DEVICE) if spent else Show(make_item(CONTROL, seed, answered))
    if not of_kind(answered, "practice"):
        return Show(make_item(PRACTICE, seed, answered))
    taken = len(of_kind(answered, "scored", "tritan"))
    slots = make_form(seed, rules, form=1)
    if has_second_form(answered, rules):
        slots += make_form(seed, rules, form=2)
    if taken < len(slots):
        return Show(make_item(slots[taken], seed, answered))
    return judge(answered, rules)


def make_form(seed: int, policy: Policy, *, form: int) -> list[Slot]:
    """The plates of a form in their order; only the first form has tritan ones."""
    slots = list(itertools.islice(itertools.cycle(FORM), int(policy["plates"])))
    slots += [TRITAN] * int(policy["tritan_plates"] if form == 1 else 0)
    order = np.random.default_rng([seed, 3, form]).permutation(len(slots))
    return [slots[at] for at in order]


def has_second_form(answered: Sequence[Answered], policy: Policy) -> bool:
    """Whether the first form left it open."""
    first = of_kind(answered, "scored")[: int(policy["plates"])]
    if len(first) < policy["plates"]:
        return False
    return bool(policy["second_form_at"] <= count_right(first) < policy["pass_at"])


def count_items(answered: Sequence[Answered], policy: Policy) -> int:
    """How many items the check has, as far as these answers tell."""
    rules = POLICY | dict(policy)
    first = 2 + rules["plates"] + rules["tritan_plates"]
    is_open = is_first_form_taken(answered, rules) and has_second_form(answered, rules)
    return int(first + rules["plates"] * is_open)


def begins_second_form(answered: Sequence[Answered], policy: Policy) -> bool:
    """Whether the first form is just answered and left it open."""
    rules = POLICY | dict(policy)
    taken = len(of_kind(answered, "scored", "tritan"))
    ends = taken == rules["plates"] + rules["tritan_plates"]
    return ends and has_second_form(answered, rules)


def is_first_form_taken(answered: Sequence[Answered], policy: Policy) -> bool:
    """With its tritan plates: the last ones must not tell how those that count went."""
    taken = len(of_kind(answered, "scored", "tritan"))
    return bool(taken >= policy["plates"] + policy["tritan_plates"])


def judge(answered: Sequence[Answered], policy: Policy) -> Verdict:
    """The last form decides; what else there was is told beside it."""
    scored, tritan = of_kind(answered, "scored"), of_kind(answered, "tritan")
    plates = int(policy["plates"])
    right = count_right(scored[-plates:])
    measured = {
        "right": right,
        "of": plates,
        "first_right": count_right(scored[:plates]),
        "forms": len(scored) // plates,
        "typical_errors": sum(each.given == str(each.item["second"]) for each in scored),
        "tritan_right": count_right(tritan),
        "tritan_of": len(tritan),
    }
    return Verdict(PASSED if right >= policy["pass_at"] else FAILED, measured)


def make_item(slot: Slot, seed: int, answered: Sequence[Answered]) -> dict[str, object]:
    kind, line, chroma, hides = slot
    rng = np.random.default_rng([seed, len(answered), 2])
    # Never the digit just shown: an after-image or a habit would answer it.
    before = answered[-1].item["digit"] if answered else None
    digit = int(rng.choice([each for each in DIGITS_SHOWN if each != before]))
    second = int(rng.choice(fitting_seconds(digit))) if hides else None
    return {"kind": kind, "line": line, "chroma": chroma, "digit": digit, "second": second}


def fitting_seconds(digit: int) -> list[int]:
    return [
        each for each in DIGITS_SHOWN if each != digit and frozenset((digit, each)) not in CONFUSED
    ]


def plate_of(item: Item) -> Plate:
    return Plate(item["line"], item["chroma"], item["digit"], item["second"])


def is_correct(item: Item, given: str, policy: Policy) -> bool:
    return given == str(item["digit"])
