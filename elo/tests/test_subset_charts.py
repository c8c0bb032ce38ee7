"""Pictures and tables of parts, replicates and checks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elo.charts.look import Palette
from elo.charts.predictive import draw_check_by_gap, draw_source_misfit
from elo.charts.resampling import draw_bootstrap
from elo.charts.saving_axis import SavingAxis
from elo.charts.subsets import draw_category_savings, draw_source_savings
from elo.core.intervals import Interval
from elo.core.predictive.checking import CheckResult, CheckRow
from elo.core.resampling.saving import BootstrapSaving
from elo.core.savings import Saving, refuse_saving
from elo.core.subsets.saving import SubsetSaving
from elo.report.check_tables import write_bootstrap, write_predictive
from elo.report.subset_tables import write_category_savings, write_source_savings
from elo.tests.samples import read_rows
from figures.export import svg_of

PALETTE = Palette(("old", "new", "next"), ("Old", "New", "Next"), "new", True)
REASON = "no votes on next here"


def saving(median: float, anchor: str = "old") -> Saving:
    drawn = Interval(median, median - 0.1, median + 0.1)
    refused = refuse_saving(test="new", anchor=anchor, flag="")
    return replace(refused, refused=False, saving=drawn, bd_rate=drawn, probability=0.9)


PARTS = (
    SubsetSaving("cat", 3, 120, "full", saving(0.4)),
    SubsetSaving("dog", 2, 90, "full", saving(-1.0)),
    SubsetSaving("sun", 1, 9, "full", refuse_saving(test="new", anchor="old", flag=REASON)),
)
BOTH = (*PARTS, SubsetSaving("cat", 3, 130, "full", saving(0.2, "next")))
DRAWN = (
    BootstrapSaving("rater", 60, 200, 0.0, saving(0.41)),
    BootstrapSaving("source", 8, 200, 0.02, saving(0.38)),
    BootstrapSaving("source", 8, 200, 0.02, refuse_saving(test="new", anchor="next", flag="few")),
)
ROWS = (
    CheckRow("0 to 50 Elo", 100, 0.55, 0.56, 0.5, 0.6, 25.0),
    CheckRow("50 to 200 Elo", 100, 0.7, 0.8, 0.75, 0.85, 120.0),
)
GAP = CheckResult("gap", "share", 0.004, 200, ROWS)
SOURCE = CheckResult(
    "source", "misfit", 0.5, 200, (CheckRow("cat", 50, 1.2, 1.0, 0.6, 1.9, float("nan")),)
)


def test_sources_are_sorted_and_the_refused_say_why() -> None:
    spec = draw_source_savings(savings=PARTS, palette=PALETTE, overall=saving(0.1))
    svg = svg_of(spec)
    assert "SIMULATED VOTES" in svg and REASON in svg and "all sources" in svg
    places = [svg.index(f">{name}<") for name in ("cat", "dog", "sun")]
    assert places == sorted(places)
    assert "saves against Old, on each source" in svg
    assert draw_source_savings(savings=PARTS[2:], palette=PALETTE) is None


def test_sources_of_two_anchors_are_refused() -> None:
    with pytest.raises(ValueError, match=r"one anchor expected, got \['next', 'old'\]"):
        draw_source_savings(savings=BOTH, palette=PALETTE)


def test_categories_show_every_anchor_by_colour_and_mark() -> None:
    spec = draw_category_savings(savings=BOTH, palette=PALETTE)
    svg = svg_of(spec)
    assert "cat (3)" in svg and "dog (2)" in svg and ">Next<" in svg and ">Old<" in svg
    text = json.dumps(spec)
    assert '"shape"' in text and '"color"' in text
    assert draw_category_savings(savings=PARTS[2:], palette=PALETTE) is None


def test_the_bootstrap_stands_beside_the_model() -> None:
    svg = svg_of(draw_bootstrap(savings=[saving(0.4)], resampled=DRAWN, palette=PALETTE))
    for words in ("Model", "Raters drawn anew", "Sources drawn anew"):
        assert f">{words}<" in svg
    assert draw_bootstrap(savings=[saving(0.4)], resampled=DRAWN[2:], palette=PALETTE) is None


def test_half_and_double_lie_as_far_from_nothing_saved() -> None:
    axis = SavingAxis(rates=[0.5, 2.0], title="Saving")
    low, high = axis.domain
    assert low * high == pytest.approx(1) and low < 0.5 and high > 2
    ticks = axis.list_ticks()
    assert {0.5, 1, 2} <= set(ticks)
    gaps = np.diff(np.log2(ticks)) / np.log2(high / low) * 560
    assert gaps.min() >= 46


def test_people_outside_the_band_have_another_mark() -> None:
    spec = draw_check_by_gap(result=GAP, palette=PALETTE)
    (rows,) = (list(values) for values in spec["datasets"].values())
    assert [row["place"] for row in rows] == ["within the band", "outside the band"]
    assert "The better-rated of the two won" in svg_of(spec)
    assert "Misfit" in svg_of(draw_source_misfit(result=SOURCE, palette=PALETTE))


def test_a_check_of_the_wrong_kind_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="'source' is not by gap, expected one of gap, ties"):
        draw_check_by_gap(result=SOURCE, palette=PALETTE)
    with pytest.raises(ValueError, match="'gap' is not by source"):
        draw_source_misfit(result=GAP, palette=PALETTE)


def test_tables_of_parts_hold_every_row(tmp_path: Path) -> None:
    write_source_savings(savings=PARTS, path=tmp_path / "s.csv")
    write_category_savings(savings=BOTH, path=tmp_path / "c.csv")
    rows = read_rows(tmp_path / "s.csv")
    assert [row["source"] for row in rows] == ["cat", "dog", "sun"]
    assert rows[0]["saving_median"] == "0.4" and rows[0]["votes"] == "120"
    assert rows[2]["saving_median"] == "" and rows[2]["flag"] == REASON
    assert read_rows(tmp_path / "c.csv")[3]["anchor"] == "next"
    assert list(read_rows(tmp_path / "c.csv")[0])[:2] == ["category", "sources"]


def test_tables_of_checks_hold_every_row(tmp_path: Path) -> None:
    write_bootstrap(resampled=DRAWN, path=tmp_path / "b.csv")
    write_predictive(results=[GAP, SOURCE], path=tmp_path / "p.csv")
    drawn = read_rows(tmp_path / "b.csv")
    assert [row["drawn"] for row in drawn] == ["rater", "source", "source"]
    assert drawn[1]["left_out_share"] == "0.02" and drawn[2]["saving_q025"] == ""
    rows = read_rows(tmp_path / "p.csv")
    assert [row["check"] for row in rows] == ["gap", "gap", "source"]
    assert (
        rows[1]["gap_elo"] == "120" and rows[2]["gap_elo"] == "" and rows[0]["p_value"] == "0.004"
    )
