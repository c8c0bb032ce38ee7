from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from elo.charts.agreement import agreement_rows
from elo.charts.look import Palette
from elo.charts.pairs import mean_win_probability
from elo.charts.people import draw_funnel, draw_traps
from elo.charts.quality import draw_quality
from elo.charts.savings import draw_forest
from elo.core.quality.records import RaterRecord
from elo.report.figures import draw_figures
from elo.report.findings import Findings, gather_findings
from elo.tests.samples import make_context
from figures.export import write_figure


@pytest.fixture(scope="module")
def findings() -> Findings:
    return gather_findings(make_context(funnel=(("Opened the link", 50), ("Finished", 40))))


def marks_of(spec: dict) -> set[str]:
    return {layer["mark"]["type"] for layer in spec["layer"] if "mark" in layer}


def test_every_figure_is_written_in_three_formats(findings: Findings, tmp_path: Path) -> None:
    figures = draw_figures(findings=findings, folder=tmp_path)
    assert list(figures) == [
        "quality", "savings", "saving-over-quality", "wins", "coverage", "funnel", "traps",
        "agreement",
    ]  # fmt: skip
    for name in figures:
        assert (tmp_path / f"figure-{name}.svg").read_text().startswith("<svg")
        assert (tmp_path / f"figure-{name}.pdf").read_bytes().startswith(b"%PDF")
        assert (tmp_path / f"figure-{name}.png").read_bytes().startswith(b"\x89PNG")


def test_simulated_votes_are_marked_in_every_figure_and_real_ones_in_none(tmp_path: Path) -> None:
    for simulated in (True, False):
        folder = tmp_path / str(simulated)
        folder.mkdir()
        context = make_context(simulated=simulated, funnel=(("All", 3),))
        for figure in draw_figures(findings=gather_findings(context), folder=folder).values():
            assert ("SIMULATED VOTES" in figure.files[0].read_text()) is simulated, figure.name


def test_intervals_are_bands_and_the_rate_axis_is_logarithmic(findings: Findings) -> None:
    context = findings.context
    spec = draw_quality(fit=context.fit, conditions=context.conditions, palette=findings.palette)
    assert "area" in marks_of(spec) and "errorbar" not in json.dumps(spec)
    (curve,) = (layer for layer in spec["layer"] if layer.get("mark", {}).get("type") == "line")
    assert curve["encoding"]["x"]["scale"]["type"] == "log"
    width = curve["encoding"]["strokeWidth"]["condition"]
    assert width["test"]["equal"] == findings.test and width["value"] == 4


def test_the_original_without_a_rate_is_a_level_line(findings: Findings) -> None:
    context = findings.context
    spec = draw_quality(fit=context.fit, conditions=context.conditions, palette=findings.palette)
    nested = next(layer for layer in spec["layer"] if "layer" in layer)
    assert "rule" in marks_of(nested)
    text = json.dumps(spec)
    assert '"original"' in text and "trap-clean" not in text


def test_win_probabilities_of_a_pair_add_up(findings: Findings) -> None:
    matrix = mean_win_probability(findings.context.fit.draws_elo[:500])
    np.testing.assert_allclose(matrix + matrix.T, 1)


def test_agreement_lies_on_the_diagonal_for_the_right_model(findings: Findings) -> None:
    rows = agreement_rows(findings.context.votes, findings.context.fit)
    for row in rows:
        assert row["observed"] == pytest.approx(row["predicted"], abs=0.06)
    assert sum(row["votes"] for row in rows) == 2 * findings.context.fit.n_votes


def test_refused_comparisons_leave_no_forest(findings: Findings) -> None:
    assert draw_forest(savings=[], palette=findings.palette) is None


def test_traps_are_counted_by_their_share() -> None:
    palette = Palette(("a",), ("a",))
    records = [RaterRecord("x", 9, 10, 10, 1.0), RaterRecord("y", 9, 10, 4, 1.0)]
    spec = draw_traps(records=records, palette=palette)
    (rows,) = spec["datasets"].values()
    assert [row["people"] for row in rows] == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    assert draw_traps(records=[RaterRecord("x", 9, 0, 0, 1.0)], palette=palette) is None


def test_an_empty_funnel_is_drawn_without_dividing_by_zero(tmp_path: Path) -> None:
    spec = draw_funnel(steps=[("Opened", 0), ("Finished", 0)], palette=Palette(("a",), ("a",)))
    assert write_figure(spec=spec, folder=tmp_path, name="funnel")[0].exists()
