"""A run as it is seen while it works."""

from __future__ import annotations

import pytest

from evalsite.encoding import reporting
from evalsite.encoding.requesting import stop_run
from evalsite.encoding.tests.samples import add_photographs, address, begin
from evalsite.locks import hold
from evalsite.testing import make_study
from imgcodecs.progress import Progress
from imgcodecs.rungs import Failure

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    study = make_study()
    add_photographs(study, tmp_path / "photographs")
    return study


def test_progress_is_written_at_most_twice_a_second(study, monkeypatch) -> None:
    run, clock = begin(study), [100.0]
    monkeypatch.setattr(reporting.time, "monotonic", lambda: clock[0])
    report = reporting.Reporter(run)
    for step in range(20):
        clock[0] += 0.125
        report(Progress(done=step, total=20, encodes=step, elapsed_s=1.0, remaining_s=2.0))
        run.refresh_from_db()
        assert run.done == step - step % 4


def test_the_page_names_the_newest_file_and_the_failures_so_far(client, study) -> None:
    client.force_login(study.owner)
    run = begin(study)
    assert run.start()
    lost = Failure("photo0", "vvc", None, "broke on purpose")
    with hold(run.folder):
        reporting.Reporter(run)(
            Progress(1, 4, 30, 60.0, 120.0, newest="photo1, jpeg, quality 40", failures=(lost,))
        )
        told = client.get(address("progress", study, run.code)).json()
        assert (told["done"], told["newest"]) == (1, "photo1, jpeg, quality 40")
        assert told["failures"] == ["photo0, vvc: broke on purpose"]
        assert "1 of 4 stimuli, 30 encodes" in told["said"] and "2 min left" in told["said"]
        page = client.get(run.get_absolute_url()).content.decode()
        assert "photo1, jpeg, quality 40" in page and "broke on purpose" in page
        stop_run(run)
        told = client.get(address("progress", study, run.code)).json()
        assert "stopping once the encodes at hand are finished" in told["said"]


def test_before_the_first_stimulus_the_encodes_are_seen_to_move(client, study) -> None:
    client.force_login(study.owner)
    run = begin(study)
    assert run.start()
    with hold(run.folder):
        page = client.get(run.get_absolute_url()).content.decode()
        assert "0 of 4 stimuli, the first encodes are at work" in page
        assert '<progress id="bar" aria-labelledby="said" max="4">' in page
        reporting.Reporter(run)(Progress(0, 4, 2, 60.0, None))
        told = client.get(address("progress", study, run.code)).json()
        assert "0 of 4 stimuli, 2 encodes so far of about 9" in told["said"]
        assert told["moved"] is False
