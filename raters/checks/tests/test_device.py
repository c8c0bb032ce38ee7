from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image as Pillow
from scipy import ndimage

from imgcodecs.blind import chunk_names
from raters.checks import device
from raters.checks.patches import FEWEST, MOST, TONES, draw_patch
from raters.checks.tests.taking import take
from raters.testing import MEASURED

GOOD = json.dumps(MEASURED)
SMALL = json.dumps(MEASURED | {"viewport_width_px": 500})


def count(item: dict) -> str:
    return GOOD if item["kind"] == "screen" else str(item["shapes"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fine_pointer": False}, "phone"),
        ({"screen_height_px": 719}, "screen"),
        ({"viewport_width_px": 879}, "window"),
        ({"pinch_zoom": 1.5}, "pinched"),
        ({"ratio_has_zoom": False, "page_zoom": 1.25}, "zoomed"),
        ({"inverted_colours": True}, "inverted_colours"),
        ({"forced_colours": True}, "forced_colours"),
        ({"colour_depth_bits": 16}, "colour_depth"),
        ({"missing": "dialog"}, "missing"),
    ],
)
def test_it_finds_what_is_wrong(change: dict, code: str) -> None:
    assert device.find_problems(MEASURED, device.POLICY) == []
    assert device.find_problems(MEASURED | change, device.POLICY) == [code]


def test_a_good_screen_counts_two_patches_and_passes() -> None:
    verdict, answered = take(device, count, seed=1)
    assert verdict.outcome == "passed"
    assert verdict.measured["patches"] == 2
    assert verdict.measured["screen_width_px"] == 1920
    assert [each.item.get("tone") for each in answered] == [None, "dark", "light"]


def test_three_failed_checks_end_it() -> None:
    verdict, answered = take(device, lambda item: SMALL, seed=1)
    assert (verdict.outcome, len(answered)) == ("device", 3)
    assert verdict.measured["viewport_width_px"] == 500


def test_a_screen_may_be_mended() -> None:
    tries = iter([SMALL, SMALL, GOOD])
    verdict, _ = take(device, lambda i: next(tries) if i["kind"] == "screen" else count(i), seed=1)
    assert verdict.outcome == "passed"


def test_a_patch_may_be_tried_once_more_with_other_shapes() -> None:
    missed: list[dict] = []

    def miss_first(item: dict) -> str:
        if item["kind"] == "patch" and not missed:
            missed.append(item)
            return "nothing"
        return count(item)

    verdict, answered = take(device, miss_first, seed=4)
    assert verdict.outcome == "passed"
    assert [each.item.get("tone") for each in answered] == [None, "dark", "dark", "light"]


def test_a_patch_missed_twice_ends_it() -> None:
    verdict, answered = take(
        device, lambda i: count(i) if i.get("tone") != "light" else "0", seed=1
    )
    assert (verdict.outcome, len(answered)) == ("device", 4)
    assert verdict.measured["unread"] == "light"


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("shapes", range(FEWEST, MOST + 1))
def test_a_patch_shows_as_many_shapes_as_it_says(tone: str, shapes: int) -> None:
    for seed in range(5):
        data = draw_patch(tone=tone, shapes=shapes, seed=(seed,))
        grey = np.array(Pillow.open(io.BytesIO(data)))[..., 0].astype(int)
        ground, ink = TONES[tone]
        assert ndimage.label(abs(grey - ground) > abs(ink - ground) / 2)[1] == shapes
        assert set(chunk_names(data)) == {"IHDR", "sRGB", "IDAT", "IEND"}
