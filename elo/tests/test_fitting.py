"""From a study's rows to a stored fit and its report."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from elo.core.types import BIAS, REPEAT, TRAP, VOTE
from elo.evidence import NoEvidence, load_conditions, load_votes
from elo.fitting import carry_out
from elo.models import FitRun
from elo.requesting import FitRefused, request_fit
from evalsite.locks import hold
from evalsite.studies.bots.simulating import make_truth, simulate_votes
from evalsite.studies.models import Session, Showing, Study, Trial, Vote
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.testing import make_open_study, make_session, make_study

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketch")]


@pytest.fixture
def answered(tmp_path) -> Study:
    """A study of 2 codecs at 3 rates that 16 bots have answered."""
    shape = {"rates": (0.2, 0.4, 0.8), "sources": 3}
    study = make_open_study(tmp_path / "in", manifest=shape, trials_per_session=40)
    simulate_votes(study=study, raters=16, votes=None, seed=3)
    return study


def fit_by_mle(study: Study, seed: int = 1) -> FitRun:
    run = FitRun.objects.create(study=study, model="mle", seed=seed)
    carry_out(run)
    run.refresh_from_db()
    return run


def test_rows_become_the_same_votes(answered) -> None:
    votes = load_votes(answered)
    rows = Vote.objects.filter(trial__session__used=True).exclude(trial__kind="training")
    assert len(votes) == rows.count()
    for kind, code in (("vote", VOTE), ("trap", TRAP), ("repeat", REPEAT), ("bias", BIAS)):
        assert int((votes.kind == code).sum()) == rows.filter(trial__kind=kind).count() > 0
    assert votes.any_simulated and (votes.left == 0).all()
    first = rows.order_by("trial__session", "trial__position").first()
    assert votes.conditions[votes.condition_a[0]] == first.trial.stimulus_a.condition.name
    assert ("a", "b", "tie")[votes.choice[0]] == first.choice


def test_only_used_sessions_count(answered) -> None:
    before = len(load_votes(answered))
    session = answered.sessions.filter(used=True).first()
    own = Vote.objects.filter(trial__session=session).exclude(trial__kind="training").count()
    Session.objects.filter(pk=session.pk).update(used=False)
    assert len(load_votes(answered)) == before - own


def test_a_rate_is_total_bits_over_total_pixels(answered) -> None:
    conditions, left_out = load_conditions(answered, load_votes(answered))
    assert left_out == ()
    rates = dict(zip(conditions.names, conditions.bpp, strict=True))
    assert rates["av1@0.4"] == pytest.approx(0.4)
    assert np.isnan(rates["original"]) and np.isnan(rates["trap"])
    assert conditions.codecs[:2] == ("av1", "vvc")


def test_a_fit_finds_the_truth_and_writes_the_report(answered) -> None:
    run = fit_by_mle(answered)
    assert (run.state, run.problem) == ("done", "")
    assert run.simulated and run.n_raters <= 16 and len(run.data_digest) == 64
    truth = {
        answered.conditions.get(pk=pk).name: elo
        for pk, elo in make_truth(answered, seed=3).condition_elo.items()
    }
    rows = list(csv.DictReader((run.report_folder / "elo.csv").open()))
    found = np.array([float(row["elo_mean"]) for row in rows])
    known = np.array([truth[row["condition"]] for row in rows])
    assert len(rows) == 6 and np.corrcoef(found, known)[0, 1] > 0.9
    assert {"report.html", "savings.csv", "fit.json"} <= {
        path.name for path in run.report_folder.iterdir()
    }
    assert "imulated" in (run.report_folder / "report.html").read_text()


def test_the_same_seed_gives_the_same_numbers(answered) -> None:
    first, second = fit_by_mle(answered, seed=5), fit_by_mle(answered, seed=5)
    for name in ("elo.csv", "savings.csv"):
        assert (first.report_folder / name).read_bytes() == (
            second.report_folder / name
        ).read_bytes()


def test_a_study_without_used_sessions_says_what_is_missing(tmp_path) -> None:
    study = make_open_study(tmp_path)
    with pytest.raises(NoEvidence, match="no votes of accepted sessions yet"):
        load_votes(study)
    run = fit_by_mle(study)
    assert run.state == "failed" and "no votes" in run.problem


def test_votes_that_do_not_connect_the_conditions_are_refused_by_name(tmp_path) -> None:
    study = make_open_study(tmp_path)
    session = make_session(study)
    rated = Showing.objects.filter(stimulus__condition__role="rated", crop__source__name="s0")
    first, second, third, fourth = rated.order_by("stimulus__condition__name")
    for position, (a, b) in enumerate([(first, second), (third, fourth)]):
        trial = Trial.objects.create(
            study=study,
            session=session,
            position=position,
            kind=Trial.Kind.VOTE,
            crop=a.crop,
            stimulus_a=a.stimulus,
            stimulus_b=b.stimulus,
            file_a=a.file_code,
            file_b=b.file_code,
            chosen=Trial.Chosen.BALANCED,
        )
        record_vote(trial=trial, choice="a", seen=Seen(response_ms=1))
    Session.objects.filter(pk=session.pk).update(used=True)
    run = fit_by_mle(study)
    assert run.state == "failed"
    assert "2 groups" in run.problem and "av1@0.2" in run.problem


def test_a_condition_nobody_was_asked_about_is_left_out_and_named(answered) -> None:
    votes = load_votes(answered)
    unseen = (votes.condition_a != 1) & (votes.condition_b != 1)
    name = votes.conditions[1]
    _, left_out = load_conditions(answered, votes.select(unseen))
    assert left_out == ((name,) if name not in {"original", "trap"} else ())


def test_a_fit_whose_process_died_does_not_stand_in_the_way(answered) -> None:
    dead = FitRun.objects.create(study=answered, model="mle", seed=1)
    dead.start()
    live = request_fit(study=answered, user=answered.owner, model="mle", seed=2)
    dead.refresh_from_db()
    assert (dead.state, live.state) == ("failed", "waiting") and "Fit again" in dead.problem


def test_a_fit_that_has_ended_meanwhile_stays_as_it_ended(answered) -> None:
    run = FitRun.objects.create(study=answered, model="mle", seed=1, state=FitRun.State.RUNNING)
    stale = FitRun.objects.get(pk=run.pk)
    FitRun.objects.filter(pk=run.pk).update(state=FitRun.State.DONE, finished_at=now())
    stale.fail("gone")
    assert (stale.state, stale.problem) == (FitRun.State.DONE, "")


def test_a_fit_at_work_is_left_alone(answered) -> None:
    run = FitRun.objects.create(study=answered, model="mle", seed=1)
    run.start()
    with hold(run.folder), pytest.raises(FitRefused, match="already waiting or running"):
        request_fit(study=answered, user=answered.owner, model="mle", seed=2)


def test_a_stopped_fit_says_so(answered, monkeypatch) -> None:
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("elo.fitting.fit", stop)
    run = FitRun.objects.create(study=answered, model="mle", seed=1)
    with pytest.raises(KeyboardInterrupt):
        carry_out(run)
    run.refresh_from_db()
    assert run.state == "failed" and "Fit again" in run.problem


def test_an_unforeseen_failure_is_recorded_without_its_details(answered, monkeypatch) -> None:
    def fail(*args, **kwargs):
        raise KeyError("password=hunter2")

    monkeypatch.setattr("elo.fitting.fit", fail)
    run = fit_by_mle(answered)
    assert run.state == "failed" and "KeyError" in run.problem and "hunter2" not in run.problem


def test_the_codecs_of_conditions_reach_the_fit(answered, monkeypatch) -> None:
    heard = {}

    def listen(votes, **told):
        heard.update(told)
        raise ValueError("heard enough")

    monkeypatch.setattr("elo.fitting.fit", listen)
    assert "heard enough" in fit_by_mle(answered).problem
    assert heard["pool_rates"] is False
    assert heard["conditions"].codecs and heard["conditions"].codec != heard["conditions"].names


def test_a_study_has_one_fit_under_way(answered) -> None:
    request_fit(study=answered, user=answered.owner, model="mle", seed=1)
    with pytest.raises(FitRefused, match="already waiting or running"):
        request_fit(study=answered, user=answered.owner, model="mle", seed=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        FitRun.objects.create(study=answered, model="mle", seed=3)


def test_the_commands(answered, tmp_path, capsys) -> None:
    call_command("fit_elo", study=answered.slug, model="mle", seed=1)
    assert "At equal perceived quality" in capsys.readouterr().out
    call_command("write_report", study=answered.slug, out=tmp_path / "out")
    facts = json.loads((tmp_path / "out" / "fit.json").read_text())
    assert facts["model"] == "mle" and facts["simulated"] is True
    with pytest.raises(CommandError, match="is there already"):
        call_command("write_report", study=answered.slug, out=tmp_path / "out")
    with pytest.raises(CommandError, match="'mle' cannot pool along the rates"):
        call_command("fit_elo", study=answered.slug, model="mle", seed=1, pool_rates=True)
    with pytest.raises(CommandError, match="no study 'nope'"):
        call_command("fit_elo", study="nope", seed=1)
    with pytest.raises(CommandError, match="has no fit yet"):
        call_command("write_report", study=make_study().slug, out=tmp_path / "other")


def test_a_fit_by_pymc(answered) -> None:
    run = FitRun.objects.create(study=answered, model="plain", seed=1)
    carry_out(run)
    run.refresh_from_db()
    assert run.state == "done", run.problem
    assert run.facts["diagnostics"]["worst_rhat"] < 1.01
    assert (run.report_folder / "posterior.nc").stat().st_size > 10_000


def test_simulated_votes_are_marked_and_only_an_open_study_is_answered(tmp_path) -> None:
    study = make_open_study(tmp_path)
    call_command("simulate_votes", study=study.slug, raters=3, votes=25, seed=1)
    votes = Vote.objects.exclude(trial__kind="training")
    assert votes.count() <= 25 and all(Vote.objects.values_list("simulated", flat=True))
    with pytest.raises(CommandError, match="only an open study"):
        call_command("simulate_votes", study=make_study().slug, seed=1)
