"""How far away somebody sits, where a study asks: a card on the screen, then the blind spot.

A bank card held to the screen gives the width of a device pixel; the place where a dot vanishes
beside what one looks at gives the distance, because the blind spot begins 13.5 degrees from it
(the "virtual chinrest": Li, Joo, Yeatman and Reinecke, Scientific Reports 10:904, 2020, who found a
mean error of 33 mm). Both are recorded. Neither decides anything unless bounds were asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import radians, tan
from statistics import median
from typing import Any

from raters.checks.steps import Answered, Item, Policy, Show, of_kind

CARD_MM = 85.60  # width of a bank card, ISO/IEC 7810 ID-1
BLIND_SPOT_DEGREES = 13.5
RUNS = 5
SKIPPED = "skip"
PLAUSIBLE_PITCH_MM = (0.04, 0.7)  # 635 down to 36 device pixels an inch
PLAUSIBLE_DISTANCE_MM = (200.0, 2000.0)
RULES: dict[str, int] = {
    "distance": 0,  # 1: measure it
    "distance_tries": 2,
    "distance_min_mm": 0,  # 0: no bound
    "distance_max_mm": 0,
}


def pixel_pitch_mm(card_px: float) -> float:
    """Width of one device pixel on a screen where a card covers so many."""
    return CARD_MM / card_px


def viewing_distance_mm(spots_px: Sequence[float], pitch_mm: float) -> float:
    """Distance of the eye, from where the dot vanished in each run (device pixels)."""
    return median(spots_px) * pitch_mm / tan(radians(BLIND_SPOT_DEGREES))


def next_item(policy: Policy, answered: Sequence[Answered]) -> Show | None:
    """What to ask next; None when both are known, or will not be."""
    if not policy.get("distance"):
        return None
    card = latest_card(answered)
    if is_due("card", policy, answered):
        return Show({"kind": "card"})
    if card is None or not is_due("blind_spot", policy, answered):
        return None
    return Show({"kind": "blind_spot", "card_px": float(card.given)})


def is_due(kind: str, policy: Policy, answered: Sequence[Answered]) -> bool:
    tries = of_kind(answered, kind)
    done = any(each.correct or each.given == SKIPPED for each in tries)
    return not done and len(tries) < policy["distance_tries"]


def latest_card(answered: Sequence[Answered]) -> Answered | None:
    return next((each for each in of_kind(answered, "card") if each.correct), None)


def is_plausible(item: Item, given: str, policy: Policy) -> bool:
    """Whether an answer can be true, and within the bounds that a study set."""
    if given == SKIPPED:
        return False
    if item["kind"] == "card":
        least, most = PLAUSIBLE_PITCH_MM
        return least <= pixel_pitch_mm(float(given)) <= most
    return is_allowed(read_distance_mm(item, given), policy)


def is_allowed(distance_mm: float, policy: Policy) -> bool:
    least = policy["distance_min_mm"] or PLAUSIBLE_DISTANCE_MM[0]
    most = policy["distance_max_mm"] or PLAUSIBLE_DISTANCE_MM[1]
    return bool(least <= distance_mm <= most)


def read_distance_mm(item: Item, given: str) -> float:
    return viewing_distance_mm(read_spots_px(given), pixel_pitch_mm(item["card_px"]))


def read_spots_px(given: str) -> list[float]:
    return [float(each) for each in given.split()]


def has_bounds(policy: Policy) -> bool:
    return bool(policy.get("distance_min_mm") or policy.get("distance_max_mm"))


def measure(policy: Policy, answered: Sequence[Answered]) -> dict[str, Any]:
    """What is recorded; None for what could not be measured, nothing where it was not asked."""
    if not policy.get("distance"):
        return {}
    card = latest_card(answered)
    spot = next((each for each in of_kind(answered, "blind_spot") if each.correct), None)
    pitch_mm = pixel_pitch_mm(float(card.given)) if card else None
    distance_mm = read_distance_mm(spot.item, spot.given) if spot else None
    return {
        "pixel_pitch_mm": pitch_mm and round(pitch_mm, 4),
        "distance_mm": distance_mm and round(distance_mm),
        "blind_spots_px": read_spots_px(spot.given) if spot else None,
    }
