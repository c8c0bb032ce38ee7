from __future__ import annotations

import json
from math import radians, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raters.checks import device, distance
from raters.checks.tests.taking import take
from raters.testing import MEASURED

CARD_PX = 323  # 0.265 mm a pixel: 96 an inch
ASKED = device.POLICY | {"distance": 1}


class Asking:
    """The device check of a study with other rules than the default."""

    next_step, is_correct = staticmethod(device.next_step), staticmethod(device.is_correct)

    def __init__(self, **rules: int) -> None:
        self.POLICY = ASKED | rules


def spots_at(distance_mm: float, card_px: float = CARD_PX) -> str:
    """Where the dot vanishes for somebody at this distance, with one run spoiled."""
    spot_px = distance_mm * tan(radians(13.5)) / 85.6 * card_px
    return " ".join(f"{each:.1f}" for each in [spot_px] * 4 + [40.0])


def sit(distance_mm: float, card: str = str(CARD_PX)):
    def answer(item: dict) -> str:
        given = {"screen": json.dumps(MEASURED), "card": card, "patch": str(item.get("shapes"))}
        return given.get(item["kind"]) or spots_at(distance_mm, item["card_px"])

    return answer


@given(st.floats(0.05, 0.6), st.floats(250, 1500))
def test_the_arithmetic_is_undone_by_the_geometry(pitch_mm: float, distance_mm: float) -> None:
    card_px = 85.60 / pitch_mm
    spot_px = distance_mm * tan(radians(13.5)) / pitch_mm
    assert distance.pixel_pitch_mm(card_px) == pytest.approx(pitch_mm)
    runs = [spot_px, spot_px * 0.2, spot_px, spot_px * 3, spot_px]
    assert distance.viewing_distance_mm(runs, pitch_mm) == pytest.approx(distance_mm)


def test_a_known_case() -> None:
    # The blind spot begins 144 mm from what one looks at from 600 mm away.
    assert distance.viewing_distance_mm([144.05] * 5, 1.0) == pytest.approx(600, abs=0.1)


def test_it_is_asked_for_only_where_the_study_asks() -> None:
    kinds = [each.kind for each in take(device, sit(600), seed=1)[1]]
    assert kinds == ["screen", "patch", "patch"]
    verdict, answered = take(Asking(), sit(600), seed=1)
    assert [each.kind for each in answered][3:] == ["card", "blind_spot"]
    assert verdict.outcome == "passed"
    assert verdict.measured["distance_mm"] == 600
    assert verdict.measured["pixel_pitch_mm"] == 0.265
    assert len(verdict.measured["blind_spots_px"]) == 5


@pytest.mark.parametrize("away_mm", [150, 2500])
def test_an_implausible_distance_is_asked_twice_and_decides_nothing(away_mm: int) -> None:
    verdict, answered = take(Asking(), sit(away_mm), seed=1)
    assert [each.kind for each in answered][3:] == ["card", "blind_spot", "blind_spot"]
    assert (verdict.outcome, verdict.measured["distance_mm"]) == ("passed", None)


@pytest.mark.parametrize("card_px", ["100", "3000"])
def test_an_implausible_screen_is_asked_twice_and_decides_nothing(card_px: str) -> None:
    verdict, answered = take(Asking(), sit(600, card_px), seed=1)
    assert [each.kind for each in answered][3:] == ["card", "card"]
    assert (verdict.outcome, verdict.measured["pixel_pitch_mm"]) == ("passed", None)


@pytest.mark.parametrize("kind", ["card", "blind_spot"])
def test_it_may_be_skipped(kind: str) -> None:
    def skip(item: dict) -> str:
        return "skip" if item["kind"] == kind else sit(600)(item)

    verdict, answered = take(Asking(), skip, seed=1)
    assert answered[-1].kind == kind
    assert (verdict.outcome, verdict.measured["distance_mm"]) == ("passed", None)
    # Where bounds were asked for, a distance nobody knows is not within them.
    assert take(Asking(distance_max_mm=900), skip, seed=1)[0].outcome == "device"


def test_bounds_give_a_second_try_and_then_decide() -> None:
    near = Asking(distance_min_mm=400, distance_max_mm=900)
    assert take(near, sit(600), seed=1)[0].outcome == "passed"
    for away_mm in (350, 950):
        verdict, answered = take(near, sit(away_mm), seed=1)
        assert verdict.outcome == "device"
        assert [each.kind for each in answered][-2:] == ["blind_spot", "blind_spot"]
    places = iter([950, 800])
    moved = take(near, lambda i: sit(next(places))(i) if "card_px" in i else sit(0)(i), seed=1)[0]
    assert (moved.outcome, moved.measured["distance_mm"]) == ("passed", 800)


def test_rules_from_before_distances_were_measured_still_hold() -> None:
    class Old(Asking):
        POLICY: dict

        def __init__(self) -> None:
            self.POLICY = {n: v for n, v in ASKED.items() if not n.startswith("distance")}

    assert take(Old(), sit(600), seed=1)[0].outcome == "passed"
