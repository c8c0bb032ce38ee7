from __future__ import annotations

import uuid
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.studies.models import Trial
from evalsite.studies.trials.sampler import Past, draw_crops, draw_pair, make_cell
from evalsite.studies.trials.schedule import LEAST_TRAPS, draw_schedule
from evalsite.studies.trials.stock import Shown
from evalsite.studies.trials.windows import Window

RATED = [Shown(number, uuid.uuid4(), "rated") for number in range(10, 15)]


def make_past(*, crops: int, per_source: int = 1, rated: int = 5) -> Past:
    windows = {pk: Window(SimpleNamespace(pk=pk), pk // per_source, rated) for pk in range(crops)}
    return Past(windows)


def draw_spare(past: Past, how_many: int, rng: np.random.Generator) -> list[tuple[int, int, int]]:
    cells = []
    for crop in draw_crops(past, how_many, rng):
        a, b = draw_pair(past, crop, RATED[: past.windows[crop].rated], rng)
        cells.append(make_cell(crop, a.stimulus, b.stimulus))
        past.add(cells[-1])
    return cells


@settings(max_examples=40)
@given(st.integers(1, 6), st.integers(2, 5), st.integers(1, 8), st.integers(0, 999))
def test_spare_pairs_take_turns_and_never_come_twice(crops, rated, blocks, seed) -> None:
    past, rng = make_past(crops=crops, rated=rated), np.random.default_rng(seed)
    cells = [cell for _ in range(blocks) for cell in draw_spare(past, 7, rng)]
    per_crop = Counter(crop for crop, _, _ in cells)
    assert max(per_crop.values()) - min(per_crop[crop] for crop in range(crops)) <= 1
    if len(cells) <= crops * rated * (rated - 1) / 2:
        assert len(set(cells)) == len(cells), "a pair came twice while there were others"


def test_a_crop_with_nothing_new_waits_until_all_are_through() -> None:
    past, rng = make_past(crops=2, rated=2), np.random.default_rng(1)
    past.add((0, 10, 11))
    assert draw_crops(past, 2, rng)[0] == 1
    assert Counter(draw_crops(past, 40, rng))[0] >= 19, "then the study begins anew"


def test_a_source_without_two_pictures_is_never_drawn() -> None:
    past = make_past(crops=3)
    past.windows[1] = Window(SimpleNamespace(pk=1), 1, 1)
    assert set(draw_crops(past, 50, np.random.default_rng(2))) == {0, 2}


def test_windows_of_one_source_share_its_turns() -> None:
    past = make_past(crops=4, per_source=2)
    crops = draw_crops(past, 40, np.random.default_rng(3))
    assert Counter(crop // 2 for crop in crops) == {0: 20, 1: 20}


def test_spare_sides_are_drawn_and_pairs_alike_likely() -> None:
    rng = np.random.default_rng(4)
    drawn = [draw_pair(make_past(crops=1), 0, RATED, rng) for _ in range(2000)]
    assert 900 < sum(a.stimulus < b.stimulus for a, b in drawn) < 1100
    pairs = Counter(make_cell(0, a.stimulus, b.stimulus) for a, b in drawn)
    assert len(pairs) == 10 and min(pairs.values()) > 140 and max(pairs.values()) < 260


@settings(max_examples=50)
@given(st.integers(20, 200), st.integers(0, 2**62))
def test_the_schedule_holds_its_shares(trials: int, seed: int) -> None:
    kinds = draw_schedule(trials=trials, seed=seed)
    count = Counter(kinds)
    assert len(kinds) == trials
    assert count[Trial.Kind.TRAP] == max(LEAST_TRAPS, round(trials / 10))
    assert count[Trial.Kind.REPEAT] == max(1, round(trials / 20))
    assert count[Trial.Kind.BIAS] == max(1, round(trials / 20))
    assert Trial.Kind.REPEAT not in kinds[: max(10, trials // 3)]
    gaps = np.diff([-1, *np.flatnonzero([kind == Trial.Kind.TRAP for kind in kinds])])
    assert gaps.max() <= 2 * trials / count[Trial.Kind.TRAP] + 2
    assert kinds == draw_schedule(trials=trials, seed=seed)


@pytest.mark.parametrize("trials", [20, 60, 200])
def test_schedules_of_two_sessions_differ(trials) -> None:
    assert draw_schedule(trials=trials, seed=1) != draw_schedule(trials=trials, seed=2)
