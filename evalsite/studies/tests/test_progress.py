"""A fit whose worker is gone, or that no worker takes, is told on the overview."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils.timezone import now

from evalsite.locks import hold
from evalsite.studies.models import Study
from evalsite.studies.progress import tell_run
from evalsite.testing import make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(client) -> Study:
    study = make_study()
    client.force_login(study.owner)
    return study


def see(client, study: Study) -> str:
    return client.get(study.get_absolute_url()).content.decode()


def test_a_fit_whose_process_was_killed_does_not_run_for_ever(client, study) -> None:
    run = study.fit_runs.create(seed=1, model="mle", state="running", started_at=now())
    with hold(run.folder):
        assert "<td>running</td>" in see(client, study)
        assert "ended in the middle" not in see(client, study)
    page = see(client, study)
    assert "<td>ended</td>" in page and "ended in the middle" in page
    run.refresh_from_db()
    assert run.state == "running", "a look changes nothing"


def test_a_fit_that_ended_well_at_this_moment_is_not_called_dead(study) -> None:
    run = study.fit_runs.create(seed=1, model="mle", state="running", started_at=now())

    def end(folder: object) -> bool:
        study.fit_runs.update(state="done", finished_at=now())
        return False

    with patch("evalsite.studies.progress.is_held", end):
        assert tell_run(run).state == "done"


def test_a_fit_that_nobody_takes_says_what_to_look_at(client, study) -> None:
    run = study.fit_runs.create(seed=1, model="mle")
    assert "manage.py db_worker" not in see(client, study)
    study.fit_runs.filter(pk=run.pk).update(created_at=now() - timedelta(minutes=5))
    page = see(client, study)
    assert "in 5 minutes" in page and "manage.py db_worker" in page


def test_why_a_fit_failed_stands_there(client, study) -> None:
    study.fit_runs.create(
        seed=1, model="mle", state="failed", finished_at=now(), problem="No votes of codecs."
    )
    assert "<td>failed</td>" in see(client, study) and "No votes of codecs." in see(client, study)
