from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from elo.charts.look import Palette
from elo.charts.rater_marks import FINE, SUGGESTED
from elo.charts.raters import draw_lapses, draw_outliers, draw_repeats, draw_sides
from elo.charts.side_limits import ALL, ONE, list_limits
from elo.core.fit import fit
from elo.core.quality.judging import RaterQuality, judge_raters
from elo.core.simulate import Crowd
from elo.tests.crowds import make_crowd
from elo.tests.samples import make_votes
from figures.export import write_figure

PALETTE = Palette(("a",), ("A",), None, simulated=True)
DRAWINGS = {
    "lapses": draw_lapses,
    "outliers": draw_outliers,
    "repeats": draw_repeats,
    "sides": draw_sides,
}


@pytest.fixture(scope="module")
def qualities() -> tuple[RaterQuality, ...]:
    votes = make_crowd(n_votes=1500, crowd=Crowd(raters=12, sources=3))
    return judge_raters(votes=votes, fit=fit(votes, model="bbq", seed=1))


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_rater_is_a_mark_and_the_suggested_have_a_shape_of_their_own(
    name: str, qualities: tuple[RaterQuality, ...], tmp_path: Path
) -> None:
    named = {qualities[3].rater}
    spec = DRAWINGS[name](qualities=qualities, suggested=named, palette=PALETTE)
    rows = next(data for data in spec["datasets"].values() if "state" in data[0])
    assert {row["rater"] for row in rows} == {each.rater for each in qualities}
    assert {row["rater"] for row in rows if row["state"] == SUGGESTED} == named
    assert {row["state"] for row in rows} == {SUGGESTED, FINE}
    shapes = [layer["encoding"].get("shape", {}) for layer in spec["layer"]]
    (scale,) = (shape["scale"] for shape in shapes if shape)
    assert len(set(scale["range"])) == 2
    svg = write_figure(spec=spec, folder=tmp_path, name=name)[0].read_text()
    assert "SIMULATED VOTES" in svg and "NaN" not in json.dumps(spec)


def test_what_nobody_knows_is_not_drawn() -> None:
    votes = make_votes([("a", "b", "a"), ("b", "a", "a")])
    lone = judge_raters(votes=votes, fit=fit(votes, model="mle", seed=1))
    for draw in DRAWINGS.values():
        assert draw(qualities=lone, suggested=(), palette=PALETTE) is None


def test_lapses_are_sorted_and_have_their_intervals(qualities: tuple[RaterQuality, ...]) -> None:
    spec = draw_lapses(qualities=qualities, suggested=(), palette=PALETTE)
    rows = next(data for data in spec["datasets"].values() if "rank" in data[0])
    medians = [row["lapse"] for row in sorted(rows, key=lambda row: row["rank"])]
    assert medians == sorted(medians)
    assert all(row["low"] <= row["lapse"] <= row["high"] for row in rows)


def test_chance_limits_hold_the_raters_they_promise() -> None:
    rows = [row for row in list_limits(usual=0.5, most=100, n_raters=200) if row["answers"] > 99]
    limits = {row["limit"]: row for row in rows}
    rng = np.random.default_rng(1)
    share = rng.binomial(100, 0.5, (2000, 200)) / 100
    one, everybody = limits[ONE], limits[ALL]
    inside = (share >= one["low"]) & (share <= one["high"])
    assert 0.93 < inside.mean() < 0.97
    within = (share.min(axis=1) >= everybody["low"]) & (share.max(axis=1) <= everybody["high"])
    assert within.mean() > 0.9
