"""A run in the worker: to the end, stopped, killed, resumed, and what can go wrong."""

from __future__ import annotations

import pytest

from evalsite.encoding import reporting, running
from evalsite.encoding.models import EncodeRun
from evalsite.encoding.plan import Plan
from evalsite.encoding.requesting import RunRefused, resume_run, stop_run
from evalsite.encoding.tests.samples import add_photographs, address, begin, run_worker, work
from evalsite.locks import hold
from evalsite.studies.models import Stimulus, Study
from evalsite.testing import make_study
from imgcodecs.errors import CodecError

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    study = make_study()
    add_photographs(study, tmp_path / "photographs")
    return study


def rated(study: Study) -> int:
    return Stimulus.objects.filter(source__study=study, condition__role="rated").count()


def stop_at_the_first_step(monkeypatch) -> None:
    """The researcher presses "Stop" the moment the worker first says how far it is."""
    monkeypatch.setattr(reporting, "EVERY_S", 0.0)
    write = reporting.Reporter.write

    def write_and_press(self, progress):
        if progress.encodes:
            stop_run(self.run)
        return write(self, progress)

    monkeypatch.setattr(reporting.Reporter, "write", write_and_press)


@pytest.mark.django_db(transaction=True)
def test_photographs_become_a_studys_stimuli(client, study) -> None:
    client.force_login(study.owner)
    fields = {"codec": "jpeg", "effort": "study", "rates": "0.5 1"}
    page = client.post(address("start", study), fields, follow=True)
    assert "Waiting for the worker." in page.content.decode()
    run = EncodeRun.objects.get()
    assert (run.state, run.total, run.photographs.count()) == ("queued", 4, 2)
    run_worker()
    run.refresh_from_db()
    assert (run.state, run.problem, run.done, rated(study)) == ("done", "", 4, 4)
    assert run.encodes >= 4 and run.outcome["imported"]["stimuli"] == 4
    source = study.sources.first()
    assert (source.name, source.category) == ("photo0", "town")
    page = client.get(run.get_absolute_url()).content.decode()
    assert "This run brought 4 new stimuli into the study: 2 sources under 2 conditions." in page
    assert "The study now has 4 in all." in page
    for name in ("reached.svg", "reached.json", "manifest.csv"):
        assert client.get(address("file", study, run.code, name)).status_code == 200
    assert client.get(address("file", study, run.code, "lock")).status_code == 404


def test_a_worker_spreads_the_work_over_processes(study, settings) -> None:
    settings.ENCODE_WORKERS = 2
    run = begin(study)
    work()
    run.refresh_from_db()
    assert (run.state, run.problem, rated(study)) == ("done", "", 4)


def test_the_next_run_takes_what_was_encoded_and_adds_what_is_new(study) -> None:
    begin(study)
    work()
    begin(study, Plan(codecs=("jpeg",), targets_bpp=(0.5, 1.0, 1.5)))
    work()
    latest = EncodeRun.objects.first()
    imported = latest.outcome["imported"]
    assert (latest.state, imported["known"], imported["stimuli"]) == ("done", 4, 2)
    assert rated(study) == 6


def test_an_earlier_run_tells_how_long_the_next_one_takes(client, study) -> None:
    begin(study)
    work()
    client.force_login(study.owner)
    asked = {"codec": "jpeg", "effort": "study", "rates": "0.5"}
    assert "It takes roughly" in client.get(address("estimate", study), asked).json()["said"]


def test_a_stopped_run_goes_on_where_it_was(client, study, monkeypatch) -> None:
    client.force_login(study.owner)
    run = begin(study)
    with monkeypatch.context() as patched:
        stop_at_the_first_step(patched)
        work()
    run.refresh_from_db()
    assert (run.state, run.stop_asked, rated(study)) == ("stopped", True, 0)
    page = client.post(address("resume", study, run.code), follow=True).content.decode()
    assert "Waiting for the worker." in page
    work()
    again = EncodeRun.objects.get()
    assert (again.state, rated(study)) == ("done", 4)
    fresh = make_study(owner=study.owner)
    assert again.encodes < count_encodes_from_nothing(fresh, study)


def count_encodes_from_nothing(fresh: Study, study: Study) -> int:
    folder = study.photographs.first().folder / "again"
    add_photographs(fresh, folder)
    begin(fresh)
    work()
    return fresh.encode_runs.get().encodes


def test_a_waiting_run_stops_at_once_and_the_worker_leaves_it_alone(client, study) -> None:
    client.force_login(study.owner)
    run = begin(study)
    client.post(address("stop", study, run.code))
    run.refresh_from_db()
    assert run.state == "stopped"
    running.carry_out(run)
    run.refresh_from_db()
    assert (run.state, run.started_at, rated(study)) == ("stopped", None, 0)


def test_a_run_whose_worker_was_killed_says_so_and_can_go_on(client, study) -> None:
    client.force_login(study.owner)
    run = begin(study)
    assert run.start()
    with hold(run.folder):
        assert client.get(address("progress", study, run.code)).json()["state"] == "running"
    assert client.get(address("progress", study, run.code)).json()["state"] == "failed"
    assert "ended in the middle" in client.get(run.get_absolute_url()).content.decode()
    resume_run(run)
    work()
    run.refresh_from_db()
    assert (run.state, run.problem, rated(study)) == ("done", "", 4)


def test_a_run_that_died_after_its_import_ends_well(study) -> None:
    run = begin(study)
    work()
    EncodeRun.objects.update(state="failed", problem="died")
    resume_run(run)
    work()
    run.refresh_from_db()
    assert (run.state, run.outcome["imported"]["known"], rated(study)) == ("done", 4, 4)


def test_one_run_a_study_at_a_time(client, study) -> None:
    begin(study)
    with pytest.raises(RunRefused, match="already under way"):
        begin(study)
    client.force_login(study.owner)
    page = client.get(address("add", study)).content.decode()
    assert "A run of this study is under way." in page and "disabled>Start" in page


def test_only_what_has_ended_goes_on(study) -> None:
    first = begin(study)
    with pytest.raises(RunRefused, match="Only a run that was stopped or failed"):
        resume_run(first)
    stop_run(first)
    begin(study)
    with pytest.raises(RunRefused, match="Another run"):
        resume_run(first)


def test_nothing_to_encode_is_refused() -> None:
    with pytest.raises(RunRefused, match="no photographs yet"):
        begin(make_study())


def test_a_codec_keeps_its_settings_within_a_study(study) -> None:
    begin(study)
    work()
    with pytest.raises(RunRefused, match="“jpeg” already, with .*chroma=420.* with .*chroma=444"):
        begin(study, Plan(codecs=("jpeg:chroma=444",), targets_bpp=(2.0,)))
    same = begin(study, Plan(codecs=("jpeg:chroma=420",), targets_bpp=(2.0,)))
    assert same.state == "queued"


def test_what_fails_is_named_and_the_rest_is_imported(client, study, monkeypatch) -> None:
    def break_down(self, image, quality):
        raise CodecError("vvc", "broke on purpose")

    monkeypatch.setattr("imgcodecs.adapters.vvc.Vvc.encode", break_down)
    study.photographs.first().path.write_bytes(b"spoilt since")
    run = begin(study, Plan(codecs=("jpeg", "vvc"), targets_bpp=(0.5, 1.0)))
    work()
    run.refresh_from_db()
    assert (run.state, rated(study)) == ("done", 2)
    client.force_login(study.owner)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "broke on purpose" in page and "photo0: " in page and "2 / 4" in page
    assert "Could not be encoded" in page


def test_a_run_of_failures_alone_has_failed(study) -> None:
    for photograph in study.photographs.all():
        photograph.path.unlink()
    run = begin(study)
    work()
    run.refresh_from_db()
    assert (run.state, len(run.failures)) == ("failed", 2) and "below say why" in run.problem


def test_a_study_opened_meanwhile_gets_nothing(study, monkeypatch) -> None:
    run = begin(study)
    encode = running.climb

    def open_meanwhile(run):
        Study.objects.update(state="open", opened_at=run.created_at)
        return encode(run)

    monkeypatch.setattr(running, "climb", open_meanwhile)
    work()
    run.refresh_from_db()
    assert (run.state, rated(study)) == ("failed", 0)
    assert "stimuli go into a draft only" in run.problem


def test_an_unforeseen_failure_is_told_plainly_and_logged(study, monkeypatch, caplog) -> None:
    def fail(run):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(running, "climb", fail)
    run = begin(study)
    work()
    run.refresh_from_db()
    assert run.state == "failed" and "ZeroDivisionError" in run.problem
    assert "secret detail" not in run.problem and "secret detail" in caplog.text


def test_a_worker_told_to_stop_leaves_no_run_behind(study, monkeypatch) -> None:
    def interrupt(run):
        raise SystemExit(1)

    monkeypatch.setattr(running, "climb", interrupt)
    run = begin(study)
    with pytest.raises(SystemExit):
        running.carry_out(run)
    run.refresh_from_db()
    assert run.state == "failed" and "Go on" in run.problem


def test_a_busy_database_does_not_end_a_run(study, monkeypatch, caplog) -> None:
    from django.db import OperationalError

    def lock(self, progress):
        raise OperationalError("database is locked")

    monkeypatch.setattr(reporting.Reporter, "write", lock)
    run = begin(study)
    work()
    run.refresh_from_db()
    assert (run.state, rated(study)) == ("done", 4) and "was not written" in caplog.text
