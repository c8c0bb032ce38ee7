"""A study leaves as one folder, and a stranger's fit of that folder is the study's own fit."""

from __future__ import annotations

import csv
import hashlib
import json
import shlex
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from elo.analysis import Tables, read_tables
from elo.archive import folder as archive
from elo.archive.readme import FILES
from elo.core.fit import fit
from elo.core.formats.catalogue import import_votes
from elo.evidence import load_conditions, load_votes
from elo.fitting import carry_out
from elo.models import FitRun
from elo.tests.studies import make_answered
from evalsite.studies.models import Session, Stimulus, Study, Trial, Vote
from evalsite.testing import make_open_study
from raters.models import Channel, Rater

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(tmp_path: Path) -> Study:
    study = make_answered(tmp_path / "in")
    study.sources.update(category="photograph")
    return study


@pytest.fixture
def measured(answered: Study) -> Study:
    for number, stimulus in enumerate(Stimulus.objects.filter(condition__role="rated")):
        stimulus.metrics = {"psnr_db": 30.0 + number}
        stimulus.save()
    return answered


def export(study: Study, out: Path) -> str:
    said = StringIO()
    call_command("export_study", study.slug, str(out), stdout=said)
    return said.getvalue()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_fit_of_the_folder_is_the_fit_of_the_study(measured: Study, tmp_path: Path) -> None:
    run = FitRun.objects.create(study=measured, model="mle", seed=1)
    carry_out(run)
    run.refresh_from_db()
    command = shlex.split(export(measured, tmp_path / "out").splitlines()[-1])
    command[3:] = [str(tmp_path / word) if word.startswith("out") else word for word in command[3:]]
    said = StringIO()
    call_command(*command[2:], "--model", "mle", stdout=said)
    report = tmp_path / "out-report"
    facts = json.loads((report / "fit.json").read_text())
    assert run.state == FitRun.State.DONE and run.headline.lower() in said.getvalue().lower()
    assert facts["votes_sha256"] == run.data_digest == load_votes(measured).digest()
    for table in ("elo.csv", "savings.csv", "raters.csv"):
        assert (report / table).read_text() == (run.report_folder / table).read_text()


@pytest.mark.parametrize("model", ["mle", "full"])
def test_every_model_gives_the_same_scores(answered: Study, tmp_path: Path, model: str) -> None:
    export(answered, tmp_path / "out")
    votes = load_votes(answered)
    conditions, _ = load_conditions(answered, votes)
    names = {name: tmp_path / "out" / f"{name}.csv" for name in ("votes", "conditions", "sources")}
    found = read_tables(Tables(**names))
    ours = fit(votes, model=model, seed=1, conditions=conditions, allow_ties=answered.allow_ties)
    theirs = fit(
        found.votes,
        model=model,
        seed=1,
        conditions=found.conditions,
        allow_ties=answered.allow_ties,
    )
    assert ours.conditions == theirs.conditions
    np.testing.assert_allclose(ours.mean_elo, theirs.mean_elo, rtol=1e-9)


def test_how_each_pair_was_chosen_is_told(answered: Study, tmp_path: Path) -> None:
    trials = Trial.objects.filter(session__used=True, kind="vote").order_by("session", "position")
    first = trials[0]
    Trial.objects.filter(pk=first.pk).update(chosen=Trial.Chosen.SPARE)
    export(answered, tmp_path / "out")
    rows = read(tmp_path / "out" / "votes.csv")
    told = [row["chosen"] for row in rows if row["kind"] == "vote"]
    assert told == list(trials.values_list("chosen", flat=True)) and told[0] == "spare"
    assert {row["chosen"] for row in rows if row["kind"] != "vote"} == {""}
    meaning = FILES["votes.csv"][1]["chosen"]
    assert all(chosen in meaning for chosen in Trial.Chosen.values)
    assert not import_votes(tmp_path / "out" / "votes.csv").warnings


def test_every_file_and_column_is_explained(measured: Study, tmp_path: Path) -> None:
    export(measured, tmp_path / "out")
    readme = (tmp_path / "out" / "README.txt").read_text()
    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert there == {"README.txt", *FILES}
    for name in there - {"README.txt", "SHA256SUMS"}:
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        header = text.splitlines()[0].split(",")
        columns = list(json.loads(text)) if name.endswith(".json") else header
        assert set(columns) <= set(FILES[name][1]), name
        assert all(f"\n    {column}: " in readme for column in columns)
    assert readme.splitlines()[:3] == [measured.title, "", readme.splitlines()[2]]
    assert "SIMULATED VOTES" in readme and load_votes(measured).digest() in readme


def test_what_was_never_measured_is_said_to_be_missing(answered: Study, tmp_path: Path) -> None:
    Stimulus.objects.update(metrics={})
    answered.sources.update(category="")
    command = export(answered, tmp_path / "out").splitlines()[-1]
    assert not (tmp_path / "out" / "metrics.csv").exists()
    assert "Not here: nothing was measured." in (tmp_path / "out" / "README.txt").read_text()
    assert "--metrics" not in command
    assert "--sources" not in command, "a table without a category is refused by analyse"


def test_the_sums_are_those_of_the_files(answered: Study, tmp_path: Path) -> None:
    export(answered, tmp_path / "out")
    sums = (tmp_path / "out" / "SHA256SUMS").read_text().splitlines()
    listed = dict(reversed(line.split("  ")) for line in sums)
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    del files["SHA256SUMS"]
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_raters_are_counted_as_their_votes_say(answered: Study, tmp_path: Path) -> None:
    export(answered, tmp_path / "out")
    rows = read(tmp_path / "out" / "raters.csv")
    used = Vote.objects.filter(trial__session__used=True).exclude(trial__kind="training")
    assert len(rows) == used.values("trial__session__rater").distinct().count()
    for row in rows:
        mine = used.filter(trial__session__rater__code=row["rater"])
        traps = mine.filter(trial__kind="trap")
        right = sum(vote.choice == vote.trial.expected for vote in traps)
        assert [int(row[name]) for name in ("answers", "votes", "traps", "traps_right")] == [
            mine.count(), mine.filter(trial__kind="vote").count(), traps.count(), right
        ]  # fmt: skip
        assert (row["recruited"], row["simulated"], row["visits"]) == ("simulated", "1", "1")


def test_the_rules_are_those_that_froze(answered: Study, tmp_path: Path) -> None:
    channel = Channel.objects.create(name="by-link", kind=Channel.Kind.OPEN)
    rater = Rater.objects.create(channel=channel)
    Session.objects.create(study=answered, rater=rater, seed=1).finish("timed_out")
    export(answered, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "study.json").read_text(encoding="utf-8"))
    assert told["rules"]["use_trap_share"] == answered.use_trap_share
    assert told["rules"]["away_limit_s"] == answered.away_limit.total_seconds()
    assert told["checks"]["device"].items() >= answered.screening["device"].items()
    assert told["visits"]["people"] == {"timed_out": 1, "used": 0}
    assert told["votes"]["sha256"] == load_votes(answered).digest()
    assert told["study"]["opened_at"] == answered.opened_at.isoformat()


def test_nobody_is_named(answered: Study, tmp_path: Path) -> None:
    session = answered.sessions.filter(used=True).select_related("rater").first()
    Rater.objects.filter(pk=session.rater.pk).update(external_id="PANEL-PERSON-1")
    answered.sessions.update(panel_session="PANEL-VISIT-1")
    answered.recruitments.update(panel_study="PANEL-STUDY-1")
    Channel.objects.filter(pk=session.rater.channel_id).update(name="name-of-channel")
    said = export(answered, tmp_path / "out")
    secret = ["PANEL-", "name-of-channel", answered.owner.username, str(answered.code)]
    secret += [str(each.code) for each in answered.sessions.all()]
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8") + said
        assert not [word for word in secret if word in text], path.name


def test_it_refuses_without_writing(answered: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such"):
        call_command("export_study", "no-such", str(tmp_path / "out"))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    for taken in ("full", "full/mine.txt"):
        with pytest.raises(CommandError, match=f"{taken} is there already"):
            export(answered, tmp_path / taken)
    with pytest.raises(CommandError, match="mine.txt is a file, expected a folder"):
        export(answered, tmp_path / "full" / "mine.txt" / "out")
    empty = make_open_study(tmp_path / "other", slug="other")
    with pytest.raises(CommandError, match="no votes of accepted sessions yet"):
        export(empty, tmp_path / "out")
    assert not (tmp_path / "out").exists() and not [*tmp_path.glob(".*")]
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("stopped", [OSError("the disk is full"), KeyboardInterrupt()])
def test_never_half_a_folder(
    answered: Study, tmp_path: Path, monkeypatch, stopped: BaseException, there: bool
) -> None:
    def stop(**_: object) -> None:
        raise stopped

    place = tmp_path / "place"
    (place / "out" if there else place).mkdir(parents=True)
    monkeypatch.setattr(archive, "write_readme", stop)
    with pytest.raises((CommandError, KeyboardInterrupt)):
        export(answered, place / "out")
    assert [*place.rglob("*")] == ([place / "out"] if there else [])
    monkeypatch.undo()
    export(answered, place / "out")
    assert (place / "out" / "README.txt").exists()
