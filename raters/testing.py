"""Plain factories, and a bot that answers checks truthfully by reading the database. For tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.test import Client

from imgcodecs.registry import load_codec
from raters.answering import open_turn
from raters.baking import Baked, Recipe
from raters.banking import grade_items, store_items
from raters.models import Channel, Rater, ScreeningAnswer, ScreeningAttempt
from raters.screening import begin_attempt

BANK_ITEMS = 64
MEASURED: dict[str, Any] = {
    "viewport_width_px": 1920,
    "viewport_height_px": 970,
    "screen_width_px": 1920,
    "screen_height_px": 1080,
    "device_pixel_ratio": 1.0,
    "ratio_has_zoom": True,
    "page_zoom": 1.0,
    "pinch_zoom": 1.0,
    "colour_depth_bits": 24,
    "colour_gamut": "srgb",
    "dynamic_range": "standard",
    "forced_colours": False,
    "inverted_colours": False,
    "coarse_pointer": False,
    "fine_pointer": True,
    "refresh_hz": 60.0,
    "missing": "",
}


def make_channel(**kwargs: Any) -> Channel:
    values = {"name": "open", "kind": Channel.Kind.OPEN} | kwargs
    return Channel.objects.get_or_create(name=values["name"], defaults=values)[0]


def make_rater(**kwargs: Any) -> Rater:
    if "channel" not in kwargs:
        kwargs["channel"] = make_channel()
    return Rater.objects.create(**kwargs)


def make_attempt(
    check: str,
    *,
    rater: Rater | None = None,
    policy: dict[str, Any] | None = None,
    return_path: str = "/back/",
    minutes_left: int = 5,
    **kwargs: Any,
) -> ScreeningAttempt:
    return begin_attempt(
        rater=rater or make_rater(),
        check=check,
        policy=policy or {},
        return_path=return_path,
        minutes_left=minutes_left,
        **kwargs,
    )


def make_bank(*, height: int = 16, width: int = 24) -> None:
    """Items of noise in place of photographs: enough for the check, made in a moment."""
    pictures = np.random.default_rng(0).integers(0, 256, (3, height, width, 3), np.uint8)
    baked = []
    for number in range(BANK_ITEMS):
        picture = pictures[number % 3]
        recipe = Recipe(f"source {number % 3}", picture, load_codec("jpeg"), quality=number)
        coded = 255 - np.roll(picture, number, axis=1) // (1 + number % 7)
        baked.append(Baked(recipe, number, coded, 100 - 90 * (number + 1) / BANK_ITEMS))
    store_items(baked)
    grade_items()


def enter(client: Client, rater: Rater, *visits: object) -> None:
    """Make the test client this rater's browser, which holds visits of these codes."""
    session = client.session
    session["rater"], session["visits"] = str(rater.code), [str(code) for code in visits]
    session.save()


def due_item(attempt: ScreeningAttempt) -> ScreeningAnswer | None:
    """The item that is due, as the server knows it; None when the attempt is finished."""
    attempt.refresh_from_db()
    turn = None if attempt.finished_at else open_turn(attempt)
    return turn.due if turn else None


def right_answer(item: dict[str, Any]) -> str:
    for name in ("digit", "shapes", "original"):
        if name in item:
            return str(item[name])
    raise ValueError(f"no single answer is right for {item}")


def wrong_answer(item: dict[str, Any]) -> str:
    if "original" in item:
        return "second" if item["original"] == "first" else "first"
    return "nothing"
