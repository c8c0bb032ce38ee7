from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

from elo.analysis import Tables, read_tables
from elo.charts.metrics import draw_metrics
from elo.core.formats.problems import TableError
from elo.core.metrics.agreement import agree_with_people, find_ceiling, rank, spearman_of
from elo.core.metrics.speeds import summarise_speed
from elo.core.metrics.table import METRICS, Metrics, read_metrics, write_metrics
from elo.report.findings import gather_findings
from elo.report.writing import write_report
from elo.tests.samples import make_context, make_metrics


def test_a_table_reads_back_as_it_was_written(tmp_path: Path) -> None:
    metrics = make_metrics()
    write_metrics(metrics=metrics, path=tmp_path / "metrics.csv")
    again = read_metrics(tmp_path / "metrics.csv", known=metrics.conditions)
    assert again.conditions == metrics.conditions and again.sources == metrics.sources
    for name, values in metrics.values.items():
        np.testing.assert_array_equal(again.values[name], values)


def test_bad_rows_are_named_all_together(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text("condition,source,vmaf\na,s,90\nb,s,nan\nz,s,80\na,s,91\n")
    with pytest.raises(TableError) as caught:
        read_metrics(path, known=("a", "b"))
    assert caught.value.problems == [
        "metrics.csv:3: vmaf is 'nan', expected a finite number or nothing",
        "metrics.csv:4: condition 'z' is not among the conditions of the votes",
        "metrics.csv:5: the same condition and source as in line 2",
    ]


@pytest.mark.parametrize("number", ["1_000", "inf", "1e999", "٣"])
def test_numbers_are_plain_ones_as_in_every_table(tmp_path: Path, number: str) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text(f"condition,vmaf\na,{number}\n")
    with pytest.raises(TableError, match="expected a finite number or nothing"):
        read_metrics(path, known=("a",))


def test_what_was_unusual_about_the_table_is_noted_with_the_other_tables(tmp_path: Path) -> None:
    votes, metrics = tmp_path / "votes.csv", tmp_path / "metrics.csv"
    votes.write_text("rater,source,condition_a,condition_b,choice\nann,park,a,b,a\n")
    metrics.write_text("condition;vmaf\na;90\nb;80\n")
    read = read_tables(Tables(votes, metrics=metrics))
    assert read.metrics is not None and read.metrics.mean_of("vmaf") == {"a": 90.0, "b": 80.0}
    (note,) = read.warnings
    assert note.startswith("metrics.csv: cells are parted by semicolons")


def test_an_unknown_metric_or_length_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown metric 'lpips', expected one of"):
        Metrics(("a",), ("",), {"lpips": np.zeros(1)})
    with pytest.raises(ValueError, match="other lengths"):
        Metrics(("a",), ("",), {"vmaf": np.zeros(2)})


def test_a_condition_has_the_mean_of_its_sources() -> None:
    values = np.array([1.0, 3.0, np.nan, 8.0])
    metrics = Metrics(("a", "a", "a", "b"), ("s", "t", "u", "s"), {"vmaf": values})
    assert metrics.mean_of("vmaf") == {"a": 2.0, "b": 8.0}


def test_correlations_agree_with_scipys() -> None:
    context = make_context()
    rng = np.random.default_rng(1)
    names = context.fit.conditions
    noisy = context.fit.mean_elo + rng.normal(0, 120, len(names))
    metrics = Metrics(names, ("",) * len(names), {"vmaf": np.round(noisy, -2)})
    fit = replace(context.fit, draws_elo=context.fit.draws_elo[:1])
    (found,) = agree_with_people(fit=fit, conditions=context.conditions, metrics=metrics)
    elo, vmaf = fit.draws_elo[0], metrics.values["vmaf"]
    assert found.spearman.median == pytest.approx(spearmanr(elo, vmaf).statistic)
    assert found.kendall.median == pytest.approx(kendalltau(elo, vmaf).statistic)
    assert rank(np.array([3.0, 1.0, 3.0])).tolist() == [1.5, 0.0, 1.5]


def test_a_metric_like_people_orders_the_clear_pairs_alike_and_its_opposite_none() -> None:
    context = make_context()
    names, elo = context.fit.conditions, context.fit.mean_elo
    metrics = Metrics(names, ("",) * len(names), {"vmaf": elo, "psnr_db": -elo})
    right, wrong = agree_with_people(
        fit=context.fit, conditions=context.conditions, metrics=metrics
    )
    assert (right.ordered_alike, wrong.ordered_alike) == (1.0, 0.0)
    assert right.told_apart > 20 and right.spearman.q025 > 0.9 > 0 > wrong.spearman.q975


def test_the_ceiling_is_what_the_truth_itself_would_reach() -> None:
    rng = np.random.default_rng(1)
    truth = np.linspace(1800, 2200, 30)
    voted = truth + rng.normal(0, 100, 30)  # what one study saw
    # The posterior when the spread of the scores is known: shrunk towards the mean.
    share = truth.var() / (truth.var() + 100**2)
    mean, sd = 2000 + share * (voted - 2000), 100 * np.sqrt(share)
    draws = mean + rng.normal(0, sd, (2000, 30))
    assert find_ceiling(draws) == pytest.approx(
        float(np.median(spearman_of(draws, truth))), abs=0.1
    )
    assert find_ceiling(np.tile(truth, (10, 1))) == pytest.approx(1)
    assert find_ceiling(draws) < 0.9 and np.isnan(find_ceiling(draws[:1]))


def test_too_few_conditions_have_no_correlation() -> None:
    context = make_context()
    few = Metrics(context.fit.conditions[:3], ("",) * 3, {"vmaf": np.arange(3.0)})
    assert agree_with_people(fit=context.fit, conditions=context.conditions, metrics=few) == ()


def test_the_report_shows_metrics_and_speeds_where_they_are_known(tmp_path: Path) -> None:
    timed = [
        summarise_speed(codec="new", direction=way, seconds_a_megapixel=[0.5, 1.0, 4.0])
        for way in ("encode", "decode")
    ]
    context = make_context(metrics=make_metrics(), speeds=tuple(timed))
    files = write_report(context, tmp_path / "out")
    page = files.page.read_text()
    assert (
        "Objective metrics against people" in page
        and "Ceiling</th>" in page
        and "SSIMULACRA2" in page
    )
    assert "1 s (0.55 to 3.7)" in page
    assert {"figure-metrics.csv", "figure-speeds.csv"} <= set(files.names)


def test_the_picture_has_a_panel_for_each_metric() -> None:
    findings = gather_findings(make_context(metrics=make_metrics()))
    spec = draw_metrics(
        fit=findings.context.fit,
        conditions=findings.context.conditions,
        metrics=make_metrics(),
        agreements=findings.agreements,
        palette=findings.palette,
    )
    assert len(spec["facet"]["sort"]) == len(METRICS) == 4


def test_nothing_timed_is_no_speed() -> None:
    assert summarise_speed(codec="x", direction="encode", seconds_a_megapixel=[]) is None
    with pytest.raises(ValueError, match="unknown direction 'sideways', expected one of"):
        summarise_speed(codec="x", direction="sideways", seconds_a_megapixel=[1.0])
