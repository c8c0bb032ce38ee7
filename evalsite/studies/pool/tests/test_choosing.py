from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elo.core.bradley_terry import win_probability
from evalsite.studies.pool.beliefs import guess
from evalsite.studies.pool.choosing import MOST_ACTIVE, choose_batch
from evalsite.studies.pool.grid import Grid
from evalsite.studies.pool.placing import draw_sides, place_on_crops, spread_pairs
from evalsite.studies.pool.tally import Tally


def make_grid(*, conditions: int = 6, crops: int = 4, per_source: int = 1, hidden=()) -> Grid:
    files = {
        (crop, condition): (1000 * crop + condition, uuid.uuid4())
        for crop in range(crops)
        for condition in range(conditions)
        if (crop, condition) not in hidden
    }
    return Grid(
        conditions=tuple(range(10, 10 + conditions)),
        names=tuple(f"c{number}" for number in range(conditions)),
        codecs=(1, 2),
        codec=np.arange(conditions) % 2,
        bpp=0.1 * 2.0 ** (np.arange(conditions) // 2),
        crops=tuple(range(100, 100 + crops)),
        source=np.arange(crops) // per_source,
        files=files,
    )


def make_tally(grid: Grid, answers: float = 0, *, fair: bool = True) -> Tally:
    """Every pair answered so often; unless fair, the second of each pair always wins."""
    n, crops = len(grid.conditions), len(grid.crops)
    each = np.triu(np.full((n, n), float(answers)), 1)
    asked = np.zeros((crops, n, n), dtype=np.int64)
    return Tally(asked, each, each / 2 if fair else each * 0, simulated=False)


def choose(sampler: str, grid: Grid, tally: Tally, how_many: int, seed: int = 1):
    rng = np.random.default_rng(seed)
    return choose_batch(sampler=sampler, grid=grid, tally=tally, how_many=how_many, rng=rng)


def count(pairs) -> Counter[tuple[int, int]]:
    return Counter(map(tuple, pairs.tolist()))


@settings(max_examples=30)
@given(st.integers(2, 8), st.integers(1, 90), st.integers(0, 99))
def test_balanced_asks_every_pair_and_condition_alike(conditions, how_many, seed) -> None:
    grid = make_grid(conditions=conditions)
    pairs, chosen = choose("balanced", grid, make_tally(grid), how_many, seed)
    asked = [count(pairs)[a, b] for a in range(conditions) for b in range(a + 1, conditions)]
    assert sum(asked) == how_many and max(asked) - min(asked) <= 1
    of_condition = np.bincount(pairs.ravel(), minlength=conditions)
    assert of_condition.max() - of_condition.min() <= 2
    assert set(chosen) == {"balanced"}


def test_balanced_makes_up_for_what_was_asked_too_little() -> None:
    grid = make_grid(conditions=4)
    tally = make_tally(grid)
    tally.asked[:] = np.triu(np.full((4, 4), 3), 1)
    tally.asked[:, 1, 2] = 0
    pairs, _ = choose("balanced", grid, tally, 10)
    assert count(pairs) == {(1, 2): 10}


def test_random_takes_pairs_as_they_come() -> None:
    grid = make_grid(conditions=5)
    pairs, chosen = choose("random", grid, make_tally(grid, 3), 4000)
    asked = count(pairs)
    assert len(asked) == 10 and min(asked.values()) > 330 and max(asked.values()) < 470
    assert set(chosen) == {"uniform"}


@pytest.mark.parametrize("sampler", ["random", "balanced", "active"])
def test_a_pair_that_no_picture_shows_is_never_asked(sampler) -> None:
    grid = make_grid(conditions=4, crops=2, hidden={(0, 1), (1, 3)})
    assert not grid.allowed[1, 3] and grid.allowed[0, 1] and not grid.allowed.diagonal().any()
    pairs, _ = choose(sampler, grid, make_tally(grid, 9), 300)
    assert (1, 3) not in count(pairs) and len(count(pairs)) == 5


def test_active_begins_balanced_until_there_is_an_answer_for_each_condition() -> None:
    grid = make_grid()
    assert set(choose("active", grid, make_tally(grid), 50)[1]) == {"balanced"}
    tally = make_tally(grid)
    tally.answers[0, 1] = 5
    assert set(choose("active", grid, tally, 50)[1]) == {"balanced"}
    tally.answers[0, 2] = 1
    assert set(choose("active", grid, tally, 50)[1]) == {"active", "uniform"}


def test_two_conditions_of_one_rate_make_no_curve_and_pairs_are_chosen_all_the_same() -> None:
    grid = make_grid()
    grid.bpp[:] = [0.1, 0.1, 0.1, 0.2, 0.4, 0.4]
    assert np.isnan(grid.curve_bpp).tolist() == [True, False] * 3
    belief = guess(grid, make_tally(grid, 3), seed=1)
    assert belief.wanted is None
    assert set(choose("active", grid, make_tally(grid, 3), 50)[1]) == {"active", "uniform"}


@pytest.mark.parametrize("how_many", [MOST_ACTIVE, 4 * MOST_ACTIVE])
def test_active_draws_fifteen_in_a_hundred_uniformly(how_many) -> None:
    grid = make_grid(conditions=12)
    shares = []
    for seed in range(5):
        _, chosen = choose("active", grid, make_tally(grid, 2), how_many, seed)
        assert set(chosen) == {"active", "uniform"} and len(chosen) == how_many
        shares.append(chosen.count("uniform") / how_many)
    assert 0.12 < np.mean(shares) < 0.18


def test_active_asks_what_is_in_doubt() -> None:
    grid = make_grid(conditions=8)
    elo = 150.0 * (np.arange(8) // 2) + 50 * (np.arange(8) % 2)
    tally = make_tally(grid, 60)
    tally.answers[:] = np.where((np.arange(8) == 4) | (np.arange(8)[:, None] == 4), 0.05, 1) * (
        tally.answers
    )
    tally.wins[:] = tally.answers * win_probability(elo[:, None] - elo)
    pairs, chosen = choose("active", grid, tally, 60)
    active = pairs[[each == "active" for each in chosen]]
    assert (active == 4).any(axis=1).mean() > 0.8, "the one with a twentieth of the answers"
    gaps = np.abs(elo[active[:, 0]] - elo[active[:, 1]])
    assert gaps.max() <= 250, "and against its neighbours"


def test_active_wants_the_savings_of_the_codec_the_study_is_about() -> None:
    grid = replace(make_grid(conditions=9), codecs=(1, 2, 3), codec=np.arange(9) % 3)
    grid.bpp[:] = 0.1 * 2.0 ** (np.arange(9) // 3)
    elo = 200.0 * (np.arange(9) // 3) + 30 * (np.arange(9) % 3)
    tally = make_tally(grid, 40)
    tally.wins[:] = tally.answers * win_probability(elo[:, None] - elo)
    about = replace(grid, test=2)
    assert len(guess(grid, tally, seed=1).wanted) == 3, "each pair of codecs"
    assert len(guess(about, tally, seed=1).wanted) == 2, "the third against each other"


def test_active_does_not_ask_again_what_is_on_its_way() -> None:
    grid = make_grid()
    tally = make_tally(grid, 20)
    pairs, chosen = choose("active", grid, tally, 60)
    (a, b), times = count(pairs[[each == "active" for each in chosen]]).most_common(1)[0]
    tally.asked[0] = tally.answers
    tally.asked[0, a, b] += 400
    assert tally.reserved[a, b] == 400 and tally.reserved.sum() == 400
    pairs, chosen = choose("active", grid, tally, 60)
    assert count(pairs[[each == "active" for each in chosen]])[a, b] < times / 2


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(1, 5), st.integers(1, 3), st.integers(1, 120))
def test_sources_take_turns_whatever_pairs_are_asked(conditions, sources, windows, asked) -> None:
    grid = make_grid(conditions=conditions, crops=sources * windows, per_source=windows)
    rng = np.random.default_rng(asked)
    pairs, _ = choose("random", grid, make_tally(grid), asked)
    crops = place_on_crops(pairs, grid, make_tally(grid), rng)
    of_source = np.bincount(grid.source[crops], minlength=sources)
    assert of_source.max() - of_source.min() <= 2


def test_cells_are_asked_evenly_over_many_batches() -> None:
    grid = make_grid(conditions=5, crops=6)
    tally = make_tally(grid)
    for batch in range(12):
        pairs, _ = choose("balanced", grid, tally, 50, batch)
        crops = place_on_crops(pairs, grid, tally, np.random.default_rng(batch))
        np.add.at(tally.asked, (crops, *pairs.T), 1)
    cells = tally.asked[:, *np.triu_indices(5, 1)]
    assert cells.sum() == 600 and cells.min() >= 8 and cells.max() <= 12


def test_a_pair_stands_only_on_pictures_that_show_it() -> None:
    hidden = {(0, 1), (1, 3), (2, 0)}
    grid = make_grid(conditions=4, crops=3, hidden=hidden)
    pairs, _ = choose("balanced", grid, make_tally(grid), 60)
    crops = place_on_crops(pairs, grid, make_tally(grid), np.random.default_rng(1))
    shown = {(c, p) for c, pair in zip(crops.tolist(), pairs.tolist(), strict=True) for p in pair}
    assert not shown & hidden


def test_every_second_pair_is_turned_round() -> None:
    turned = [draw_sides(51, np.random.default_rng(seed)) for seed in range(20)]
    assert {int(each.sum()) for each in turned} == {25}
    assert len({tuple(each.tolist()) for each in turned}) == 20


def test_neighbours_in_the_queue_ask_different_things() -> None:
    pairs = np.array([[0, 1]] * 20 + [[0, 2]] * 20 + [[1, 2]] * 40 + [[2, 3]] * 10)
    order = spread_pairs(pairs, np.random.default_rng(5))
    assert sorted(order.tolist()) == list(range(90))
    queue = [tuple(pairs[place]) for place in order.tolist()]
    for start in range(0, 90, 9):
        stretch = Counter(queue[start : start + 9])
        assert stretch[1, 2] in {3, 4, 5} and stretch[0, 1] in {1, 2, 3} and stretch[2, 3] <= 2
