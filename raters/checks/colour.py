"""The short colour check: a control plate, a practice plate, six that count.

Two plates on the deutan line, two on the protan line, each once strong and once weak, and one
transformation plate on each line; five of six pass. Were plates independent, a normal observer
reading each with 0.97 would pass with probability 0.988, a colour-deficient one who reads each with
0.30 with 0.011. A typical error (the digit a colour-deficient eye finds) is counted and decides
nothing.
"""

from __future__ import annotations

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

POLICY: dict[str, int] = {"plates": 6, "pass_at": 5, "control_tries": 2}
FAILED = "screened_out_colour"
# (line, chroma, whether a second figure is hidden in it)
FORM = (
    ("deutan", "strong", False),
    ("deutan", "weak", False),
    ("deutan", "strong", True),
    ("protan", "strong", False),
    ("protan", "weak", False),
    ("protan", "strong", True),
)
DIGITS_SHOWN = (2, 3, 4, 5, 6, 7, 8, 9)


def next_step(*, seed: int, policy: Policy, answered: Sequence[Answered]) -> Step:
    controls = of_kind(answered, "control")
    if not count_right(controls):
        spent = len(controls) >= policy["control_tries"]
        return Verdict(DEVICE) if spent else Show(make_item("control", seed, answered))
    if not of_kind(answered, "practice"):
        return Show(make_item("practice", seed, answered))
    scored = of_kind(answered, "scored")
    if len(scored) < policy["plates"]:
        return Show(make_item("scored", seed, answered))
    return judge(scored, policy)


def judge(scored: Sequence[Answered], policy: Policy) -> Verdict:
    right = count_right(scored)
    typical = sum(each.given == str(each.item["second"]) for each in scored)
    measured = {"right": right, "of": len(scored), "typical_errors": typical}
    return Verdict(PASSED if right >= policy["pass_at"] else FAILED, measured)


def make_item(kind: str, seed: int, answered: Sequence[Answered]) -> dict[str, object]:
    rng = np.random.default_rng([seed, len(answered), 2])
    # Never the digit just shown: an after-image or a habit would answer it.
    before = answered[-1].item["digit"] if answered else None
    digit = int(rng.choice([each for each in DIGITS_SHOWN if each != before]))
    line, chroma, second = "light", "strong", None
    if kind == "scored":
        order = np.random.default_rng([seed, 3]).permutation(len(FORM))
        line, chroma, hides = FORM[order[len(of_kind(answered, "scored")) % len(FORM)]]
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
