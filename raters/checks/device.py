"""Is the screen good enough? Sizes and settings first, then two patches of faint shapes to count.

A measurement that falls short may be mended and sent again; each patch may be tried once more with
fresh shapes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from raters.checks.patches import FEWEST, MOST
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

# A study may ask for a larger window than the checks themselves need, never for a smaller one.
POLICY: dict[str, int] = {
    "screen_width_px": 1280,
    "screen_height_px": 720,
    "window_width_px": 880,
    "window_height_px": 600,
    "colour_depth_bits": 24,
    "tries": 3,
    "patch_tries": 2,
}
TONES = ("dark", "light")


def find_problems(measured: Item, policy: Policy) -> list[str]:
    """What is wrong with a screen, as codes. `device.js` keeps to the same rules."""
    found = {
        "phone": not measured["fine_pointer"],
        "screen": measured["screen_width_px"] < policy["screen_width_px"]
        or measured["screen_height_px"] < policy["screen_height_px"],
        "window": measured["viewport_width_px"] < policy["window_width_px"]
        or measured["viewport_height_px"] < policy["window_height_px"],
        "pinched": abs(measured["pinch_zoom"] - 1) > 0.01,
        "forced_colours": measured["forced_colours"],
        "colour_depth": measured["colour_depth_bits"] < policy["colour_depth_bits"],
        "missing": bool(measured["missing"]),
    }
    return [code for code, wrong in found.items() if wrong]


def next_step(*, seed: int, policy: Policy, answered: Sequence[Answered]) -> Step:
    tries = of_kind(answered, "screen")
    measured = json.loads(tries[-1].given) if tries else {}
    if not count_right(tries):
        spent = len(tries) >= policy["tries"]
        return Verdict(DEVICE, measured) if spent else Show({"kind": "screen"})
    for tone in TONES:
        looks = [each for each in of_kind(answered, "patch") if each.item["tone"] == tone]
        if count_right(looks):
            continue
        if len(looks) >= policy["patch_tries"]:
            return Verdict(DEVICE, measured | {"patches": len(TONES), "unread": tone})
        return Show(make_patch(tone, seed, len(answered)))
    return Verdict(PASSED, measured | {"patches": len(TONES)})


def make_patch(tone: str, seed: int, position: int) -> dict[str, object]:
    rng = np.random.default_rng([seed, position, 1])
    return {"kind": "patch", "tone": tone, "shapes": int(rng.integers(FEWEST, MOST + 1))}


def is_correct(item: Item, given: str, policy: Policy) -> bool:
    if item["kind"] == "screen":
        return not find_problems(json.loads(given), policy)
    return given == str(item["shapes"])
