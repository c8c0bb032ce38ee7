"""A study's votes leave as tables, and say the same there."""

from __future__ import annotations

import shlex
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from elo.core.fit import fit
from elo.core.formats.conditions import read_conditions
from elo.core.formats.native import read_votes
from elo.core.formats.sources import read_sources
from elo.evidence import load_conditions, load_votes
from elo.exporting import write_analyse_command
from elo.telling import describe_study
from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.models import Study, Vote
from evalsite.testing import make_open_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(tmp_path: Path) -> Study:
    study = make_open_study(tmp_path / "in", trials_per_session=20)
    study.sources.update(category="photograph")
    simulate_votes(study=study, raters=6, votes=None, seed=3)
    return study


def export(study: Study, out: Path) -> str:
    said = StringIO()
    call_command("export_votes", study=study.slug, out=out, stdout=said)
    return said.getvalue()


def test_the_tables_say_what_the_database_says(answered: Study, tmp_path: Path) -> None:
    said = export(answered, tmp_path / "out")
    stored = load_votes(answered)
    votes = read_votes(tmp_path / "out" / "votes.csv")
    assert votes.digest() == stored.digest() and stored.digest() in said
    np.testing.assert_array_equal(votes.answered_at, stored.answered_at)
    assert said.startswith("SIMULATED VOTES\n")
    table = read_conditions(tmp_path / "out" / "conditions.csv")
    assert table.names == load_conditions(answered, stored)[0].names
    sources = read_sources(tmp_path / "out" / "sources.csv", known=votes.sources)
    assert dict(sources.categories) == dict.fromkeys(votes.sources, "photograph")


def test_a_study_tells_its_report_the_categories(answered: Study) -> None:
    votes = load_votes(answered)
    conditions, _ = load_conditions(answered, votes)
    result = fit(votes, model="mle", seed=1)
    context = describe_study(study=answered, votes=votes, conditions=conditions, fit=result)
    assert dict(context.categories) == dict.fromkeys(votes.sources, "photograph")


def test_the_tables_are_enough_for_a_report(answered: Study, tmp_path: Path) -> None:
    export(answered, tmp_path / "out")
    tables = [str(tmp_path / "out" / f"{name}.csv") for name in ("votes", "conditions")]
    said = StringIO()
    options = {"out": tmp_path / "report", "model": "mle", "seed": 1, "stdout": said}
    call_command("analyse", *tables, sources=tmp_path / "out" / "sources.csv", **options)
    assert said.getvalue().startswith("SIMULATED VOTES\n")


@pytest.mark.parametrize(("allow_ties", "option"), [(True, "asked"), (False, "not-asked")])
def test_it_prints_the_command_that_knows_of_ties(
    answered: Study, tmp_path: Path, allow_ties: bool, option: str
) -> None:
    answered.allow_ties = allow_ties
    out = tmp_path / "my out"
    command = write_analyse_command(study=answered, out=out, votes=load_votes(answered))
    assert f" --ties {option} " in command and shlex.split(command)[3] == str(out / "votes.csv")


def test_the_printed_command_runs(answered: Study, tmp_path: Path) -> None:
    command = shlex.split(export(answered, tmp_path / "out").splitlines()[-1])
    assert command[:3] == ["python", "manage.py", "analyse"]
    call_command(*command[2:], "--model", "mle", stdout=StringIO())
    assert (tmp_path / "out-report" / "report.html").is_file()


def test_a_visit_has_its_raters_code_and_never_its_own(answered: Study, tmp_path: Path) -> None:
    export(answered, tmp_path / "out")
    text = (tmp_path / "out" / "votes.csv").read_text()
    session = answered.sessions.filter(used=True).select_related("rater").first()
    assert session is not None and str(session.code) not in text
    assert f"{session.rater.code}-1" in text


def test_times_are_the_servers(answered: Study) -> None:
    votes = load_votes(answered)
    first = Vote.objects.filter(trial__session__used=True, trial__position__gte=0).order_by(
        "trial__session", "trial__position"
    )[0]
    assert votes.answered_at is not None and votes.session is not None
    assert votes.answered_at[0] == np.datetime64(round(first.arrived_at.timestamp() * 1000), "ms")
    assert votes.sessions[votes.session[0]].startswith(votes.raters[votes.rater[0]])


def test_it_refuses_without_writing(answered: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such"):
        call_command("export_votes", study="no-such", out=tmp_path / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="full is there already"):
        export(answered, tmp_path / "full")
    empty = make_open_study(tmp_path / "other", slug="other")
    with pytest.raises(CommandError, match="no votes of accepted sessions yet"):
        export(empty, tmp_path / "out")
    assert not (tmp_path / "out").exists()
