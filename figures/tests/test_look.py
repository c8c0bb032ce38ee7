from __future__ import annotations

import numpy as np
import pytest

from figures.axes import rate_axis
from figures.labels import spread_labels
from figures.look import COLOURS, MARKS, Palette


def test_a_codec_keeps_its_colour_and_mark_whoever_is_left_out() -> None:
    codecs = tuple(f"c{i}" for i in range(15))
    palette = Palette(codecs, codecs)
    colour, mark = palette.colour().to_dict(), palette.mark().to_dict()
    assert colour["domain"] == list(codecs)
    pairs = list(zip(colour["range"], mark["range"], strict=True))
    assert len(set(pairs)) == 15 and pairs[0] == (COLOURS[0], MARKS[0])


def test_labels_must_differ() -> None:
    with pytest.raises(ValueError, match="label of its own"):
        Palette(("a", "b"), ("same", "same"))


def test_labels_are_spread_and_stay_inside() -> None:
    rows = [{"elo": value, "codec": str(value)} for value in (10.0, 10.5, 11.0, 30.0)]
    placed = [row["at"] for row in spread_labels(rows, field="elo", step=4.0, top=31.0)]
    assert (np.diff(placed) >= 4 - 1e-9).all() and placed[-1] <= 31
    assert placed[1] == pytest.approx(10.5, abs=0.1)


def test_a_rate_axis_has_round_ticks_and_a_margin() -> None:
    axis = rate_axis([0.08, 0.3, 1.0]).to_dict()
    assert axis["axis"]["values"] == [0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1]
    low, high = axis["scale"]["domain"]
    assert low < 0.08 and high > 1 and axis["scale"]["type"] == "log"


def test_a_rate_axis_of_one_rate_has_a_tick() -> None:
    assert rate_axis([0.123]).to_dict()["axis"]["values"] == [0.123, 0.123]
