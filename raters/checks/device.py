"""Is the screen good enough? Sizes and settings first, then two patches of faint shapes to count,
and the viewing distance where a study asks for it.

A measurement that falls short may be mended and sent again; each patch may be tried once more with
fresh shapes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np

from raters.checks import distance
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
    **distance.RULES,
}
TONES = ("dark", "light")
WORDS_PX = (80, 200)  # room beside and around the pictures for words and buttons, at a ratio of 1
# The words are as large on every screen, in device pixels larger by the ratio; pictures are not.
GROWTH_PX = (160, 300)  # by which the window needs to be larger for each whole of the ratio above 1
ZOOM_TOLERANCE = 0.06  # the page's zoom is guessed from the width of the window with its borders


def find_problems(measured: Item, policy: Policy) -> list[str]:
    """What is wrong with a screen, as codes. `device.js` keeps to the same rules."""
    small, zoom = is_window_small(measured, policy), measured["page_zoom"] or 1
    found = {
        "phone": not measured["fine_pointer"],
        "screen": measured["screen_width_px"] < policy["screen_width_px"]
        or measured["screen_height_px"] < policy["screen_height_px"],
        "zoomed": small and zoom > 1 + ZOOM_TOLERANCE
        if measured.get("ratio_has_zoom", True)
        else abs(zoom - 1) > ZOOM_TOLERANCE,
        "window": small,
        "pinched": abs(measured["pinch_zoom"] - 1) > 0.01,
        "forced_colours": measured["forced_colours"],
        "inverted_colours": measured.get("inverted_colours", False),
        "colour_depth": measured["colour_depth_bits"] < policy["colour_depth_bits"],
        "missing": bool(measured["missing"]),
    }
    return [code for code, wrong in found.items() if wrong]


def is_window_small(measured: Item, policy: Policy) -> bool:
    """Whether pictures and words do not fit: the words grow with the ratio, the pictures do not."""
    more = max(0, measured["device_pixel_ratio"] - 1)
    return bool(
        measured["viewport_width_px"] < ceil(policy["window_width_px"] + GROWTH_PX[0] * more)
        or measured["viewport_height_px"] < ceil(policy["window_height_px"] + GROWTH_PX[1] * more)
    )


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
    if (item := distance.next_item(policy, answered)) is not None:
        return item
    return judge(policy, answered, measured | {"patches": len(TONES)})


def judge(policy: Policy, answered: Sequence[Answered], measured: dict[str, Any]) -> Verdict:
    found = distance.measure(policy, answered)
    unknown = bool(found) and found["distance_mm"] is None
    outcome = DEVICE if unknown and distance.has_bounds(policy) else PASSED
    return Verdict(outcome, measured | found)


def make_patch(tone: str, seed: int, position: int) -> dict[str, object]:
    rng = np.random.default_rng([seed, position, 1])
    return {"kind": "patch", "tone": tone, "shapes": int(rng.integers(FEWEST, MOST + 1))}


def is_correct(item: Item, given: str, policy: Policy) -> bool:
    if item["kind"] == "screen":
        return not find_problems(json.loads(given), policy)
    if item["kind"] in {"card", "blind_spot"}:
        return distance.is_plausible(item, given, policy)
    return given == str(item["shapes"])
