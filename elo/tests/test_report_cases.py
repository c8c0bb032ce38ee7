"""Reports of studies that are not as most are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elo.core.fit import fit
from elo.core.types import Conditions
from elo.report.writing import write_report
from elo.tests.samples import make_context, make_study, make_votes, read_rows

pytestmark = pytest.mark.usefixtures("sketch")


def test_refused_rows_are_empty_with_a_reason(tmp_path: Path) -> None:
    votes, conditions = make_study()
    codec = list(conditions.codec)
    codec[conditions.names.index("next-0.8")] = "single"
    changed = replace(conditions, codec=tuple(codec))
    files = write_report(
        make_context(votes=votes, conditions=changed, test_codec="old"), tmp_path / "out"
    )
    rows = {(row["test"], row["anchor"]): row for row in read_rows(files.folder / "savings.csv")}
    refused = rows["single", "old"]
    assert refused["saving_median"] == refused["bd_rate_q025"] == ""
    assert refused["flag"] == "single at 0.8 bpp is above every old point"
    assert "No number: old is below every single point." in files.page.read_text()


def test_without_rates_there_is_elo_and_no_saving(tmp_path: Path) -> None:
    votes, conditions = make_study()
    bare = make_context(votes=votes, conditions=Conditions.without_rates(conditions.names))
    files = write_report(bare, tmp_path / "out")
    assert files.headline.startswith("original looks best (")
    assert "came without bitrates, so there is no saving" in files.headline
    assert (
        read_rows(files.folder / "savings.csv") == []
        and read_rows(files.folder / "equal_quality.csv") == []
    )
    assert len(read_rows(files.folder / "elo.csv")) == 13 and "figure-scores.svg" in files.names


def test_named_raters_stay_in_every_number_and_the_page_says_why(tmp_path: Path) -> None:
    votes, conditions = make_study()
    rng = np.random.default_rng(1)
    careless = votes.rater < 3
    choice = np.where(careless, rng.integers(0, 2, len(votes)), votes.choice).astype(np.int8)
    votes = replace(votes, choice=choice)
    context = make_context(votes=votes, conditions=conditions, fit=fit(votes, model="mle", seed=1))
    files = write_report(context, tmp_path / "out")
    assert files.facts["suggested"] == ["rater-0000", "rater-0001", "rater-0002"]
    text = files.page.read_text()
    assert "3 of 40 raters are named" in text and "Saving without those named" in text
    assert files.facts["n_raters"] == 40


def test_categories_have_a_table_and_a_picture(tmp_path: Path) -> None:
    kinds = {f"source-{at:03d}": ("photograph", "text")[at % 2] for at in range(10)}
    files = write_report(make_context(categories=kinds), tmp_path / "out")
    assert {"category_savings.csv", "categories.tex", "figure-categories.pdf"} <= set(files.names)
    assert "Savings by kind of picture" in files.page.read_text()
    table = (files.folder / "categories.tex").read_text()
    assert "photograph & 5 & " in table and "text & 5 & " in table


def test_a_lone_rater_on_one_source_gets_a_report_too(tmp_path: Path) -> None:
    rows = [("x", "y", choice) for choice in "aababaab"] + [("y", "z", "a"), ("z", "y", "a")]
    votes = make_votes(rows)
    context = make_context(
        votes=votes,
        conditions=Conditions(
            ("x", "y", "z"), ("x", "x", "z"), np.array([1.0, 2, 1]), tuple("xyz")
        ),
        fit=fit(votes, model="mle", seed=1),
    )
    assert write_report(context, tmp_path / "out").page.exists()
