"""The trial of the intervals itself: it runs, it goes on after a kill, and it would notice."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bench.calibration import keeping, measuring, tables
from bench.calibration.measuring import measure
from bench.calibration.studies import make_study
from elo.core.truth.coverage import compare_by_rate

STUDIES = 6


@pytest.fixture(scope="module")
def records() -> list[keeping.Record]:
    return [measure(number, "mle") for number in range(1, STUDIES + 1)]


def test_a_study_has_the_votes_and_the_truth_it_promises() -> None:
    study = make_study(1)
    assert len(study.votes.rated()) == 800 and study.votes.any_simulated
    assert study.truth.source_elo.shape == (12, 12) and len(study.truth.lapse) == 32
    true = compare_by_rate(conditions=study.conditions, elo=study.truth.elo[None, :])
    assert set(true) == {
        ("codec-1", "codec-0"), ("codec-2", "codec-0"), ("codec-2", "codec-1")
    }  # fmt: skip
    saved = true["codec-2", "codec-0"]
    assert saved.saving.median == pytest.approx(1 - 1 / 1.8, abs=0.08)
    assert saved.overlap > 0.5 and not saved.refused


def test_studies_differ_and_each_is_always_the_same() -> None:
    assert make_study(1).votes.digest() == make_study(1).votes.digest()
    assert make_study(1).votes.digest() != make_study(2).votes.digest()


def test_a_tiny_run_counts_every_interval(records) -> None:
    for record in records:
        assert record["elo"][1] == 66 and record["refused"] == ""
        assert record["saving"][1] + record["savings_refused"] == 3
        assert 0 < record["half_width_elo"] < 200 and record["votes"] == 800
        assert json.loads(json.dumps(record)) == record


def test_mle_is_too_sure_of_such_studies(records) -> None:
    """Random answers shrink its scale, which its intervals do not know: the trial notices."""
    share, _ = tables.share_and_error([record["elo"] for record in records])
    assert share < 0.9
    assert np.mean([record["scale"] for record in records]) < 0.95


def test_mle_holds_its_promise_where_nothing_spoils_the_votes() -> None:
    """The control: the same curves and the same code, people as `mle` takes them to be."""
    clean = [measure(number, "mle", "unspoilt") for number in range(1, 31)]
    share, error = tables.share_and_error([record["elo"] for record in clean])
    assert abs(share - 0.95) < 4 * error < 0.05
    assert np.mean([record["scale"] for record in clean]) == pytest.approx(1, abs=0.04)


def test_the_table_has_a_row_for_each_quantity_and_judges_it(records) -> None:
    lines = tables.coverage_table(records)
    assert len(lines) == 4 and "| `mle` | differences of Elo | 6 | 396 |" in lines[2]
    assert "**no**" in lines[2]
    (note,) = tables.notes(records)
    assert "0 of 6 fits refused" in note
    refused = [{**record, "refused": "R-hat is 2"} for record in records]
    assert "every fit was refused" in tables.coverage_table(refused)[2]
    assert "6 of 6 fits refused" in tables.notes(refused)[0]


def test_a_fit_that_breaks_is_a_refusal_and_stops_nothing(monkeypatch) -> None:
    def break_down(*args, **options):
        raise np.linalg.LinAlgError("Matrix is not positive definite")

    monkeypatch.setattr(measuring, "fit", break_down)
    record = measure(1, "mle")
    assert record["refused"] == "LinAlgError: Matrix is not positive definite"
    assert "1 of 1 fits refused" in tables.notes([record])[0]
    assert "every fit was refused" in tables.coverage_table([record])[2]


def test_errors_are_those_of_whole_studies() -> None:
    """Ten studies, each all right or all wrong, are ten facts, not a hundred."""
    pairs = [[10, 10]] * 9 + [[0, 10]]
    share, error = tables.share_and_error(pairs)
    assert share == pytest.approx(0.9)
    assert error == pytest.approx(np.sqrt(0.9 * 0.1 / 10))


def double(number: int) -> keeping.Record:
    return {"study": number, "twice": 2 * number}


def test_a_cut_run_goes_on_where_it_stopped(tmp_path) -> None:
    out = tmp_path / "results.jsonl"
    out.write_text('{"study": 1, "twice": 2}\n{"study": 2, "twi')
    assert keeping.read_records(out) == [{"study": 1, "twice": 2}]
    assert keeping.carry_out(double, [(2,), (3,)], out=out, workers=1) == 2
    kept = sorted(each["study"] for each in keeping.read_records(out))
    assert kept == [1, 2, 3]
