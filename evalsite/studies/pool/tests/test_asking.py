from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from evalsite.studies.models import Refresh, Trial
from evalsite.studies.pool import asking
from evalsite.studies.pool.asking import (
    ask_for_refresh,
    ask_unless_just_done,
    ask_when_due,
    is_due,
    last_refresh,
)
from evalsite.studies.pool.refreshing import refresh_study
from evalsite.studies.pool.tasks import QUEUE, refresh_pairs
from evalsite.studies.pool.thinning import forget_tasks
from evalsite.studies.trials.planning import FEW, unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import make_open_study, make_session

pytestmark = pytest.mark.django_db
AGES = {"young": timedelta(seconds=5), "old": timedelta(minutes=1)}


@pytest.fixture
def study(tmp_path):
    return make_open_study(tmp_path)


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path=refresh_pairs.module_path, status="READY").count()


def run_worker() -> None:
    """What the worker does with the queue; itself, it would close this test's connection."""
    for waiting in DBTaskResult.objects.ready().filter(queue_name=QUEUE):
        waiting.claim("test")
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.set_successful(None)


@pytest.mark.django_db(transaction=True)
def test_opening_asks_and_the_worker_plans(study) -> None:
    assert waiting() == 1 and not study.pooled_pairs.exists()
    told = {"queue_name": QUEUE, "batch": True, "interval": 0, "startup_delay": False}
    call_command("db_worker", **told, verbosity=0)
    assert waiting() == 0 and study.pooled_pairs.count() == 200
    assert study.refreshes.get().problem == "There are no answers yet."


def test_one_request_waits_and_no_second(study) -> None:
    for _ in range(3):
        ask_for_refresh(study)
    assert waiting() == 1
    run_worker()
    ask_for_refresh(study)
    assert waiting() == 1


def test_studies_wait_side_by_side(study, tmp_path) -> None:
    make_open_study(tmp_path / "other")
    assert waiting() == 2


def test_a_task_that_no_longer_waits_stands_in_nobodys_way(study) -> None:
    """RUNNING for ever is what a worker leaves that was killed in the middle."""
    tasks = DBTaskResult.objects.filter(task_path=refresh_pairs.module_path)
    for status in ("RUNNING", "FAILED", "SUCCESSFUL", "forgotten"):
        tasks.filter(status="READY").update(status=status)
        tasks.filter(status="forgotten").delete()
        ask_for_refresh(study)
        assert waiting() == 1, status
    run_worker()
    assert study.pooled_pairs.count() == 200


@pytest.mark.parametrize(
    ("age", "took_ms", "left", "answered", "due"),
    [
        ("old", 100, 200, True, True),
        ("old", 100, 200, False, False),  # nothing new to learn from
        ("young", 100, 200, True, False),
        ("old", 10_000, 200, True, False),  # a heavy fit is not made all the time
        ("young", 100, 99, False, True),  # half of the pairs are taken
        ("young", 100, 100, False, False),
        ("young", 5_000, 0, False, False),  # even then the worker leaves the site its cores
    ],
)
def test_when_it_is_due(age, took_ms, left, answered, due) -> None:
    last = Refresh(made_at=now() - AGES[age], took_ms=took_ms, pairs_planned=200)
    last.left = left
    assert is_due(last, now() if answered else last.made_at - timedelta(days=1)) is due
    assert not is_due(last, None) or left < 100


def test_what_is_left_is_counted(study) -> None:
    assert last_refresh(study) is None
    refresh_study(study)
    assert last_refresh(study).left == 200
    study.pooled_pairs.all().delete()
    assert last_refresh(study).left == 0


def test_a_block_asks_once_answers_came(study) -> None:
    run_worker()
    session = make_session(study)
    trials = unanswered_trials(session)
    assert waiting() == 0, "nothing new, and enough pairs"
    for trial in trials[: len(trials) - FEW]:
        record_vote(trial=trial, choice=trial.expected or "a", seen=Seen(response_ms=900))
    Refresh.objects.update(made_at=now() - timedelta(minutes=1))
    assert len(unanswered_trials(session)) > FEW
    assert waiting() == 1
    run_worker()
    assert study.refreshes.latest("pk").votes > 0


def test_a_look_that_plans_nothing_asks_nothing(study) -> None:
    session = make_session(study)
    unanswered_trials(session)
    DBTaskResult.objects.all().delete()
    unanswered_trials(session)
    assert waiting() == 0


def test_a_low_pool_is_refilled(study) -> None:
    run_worker()
    Refresh.objects.update(took_ms=1)
    for _ in range(3):
        unanswered_trials(make_session(study))
    assert waiting() == 0
    keep = study.pooled_pairs.order_by("pk").values_list("pk", flat=True)[:40]
    study.pooled_pairs.exclude(pk__in=list(keep)).delete()
    ask_when_due(study, None)
    assert waiting() == 1


def test_what_was_asked_for_during_a_refresh_is_not_made_again_at_once(study) -> None:
    refresh_study(study)
    Refresh.objects.update(took_ms=60_000)
    refresh_pairs.call(study.pk)
    assert study.refreshes.count() == 1
    Refresh.objects.update(made_at=now() - timedelta(minutes=3))
    refresh_pairs.call(study.pk)
    assert study.refreshes.count() == 2


def test_the_queue_forgets_what_is_done(study) -> None:
    run_worker()
    done = DBTaskResult.objects.filter(task_path=refresh_pairs.module_path)
    forget_tasks()
    assert done.count() == 1
    done.update(finished_at=now() - timedelta(hours=2))
    ask_for_refresh(study)
    forget_tasks()
    assert done.count() == 1 == waiting()


def end(session, capture) -> None:
    """Answer what is left, as the page does: the last answer ends the visit."""
    while trials := unanswered_trials(session):
        for trial in trials:
            record_vote(trial=trial, choice=trial.expected or "a", seen=Seen(response_ms=900))
    with capture(execute=True):
        assert finish_when_done(session)


def test_the_end_of_a_visit_asks(study, django_capture_on_commit_callbacks) -> None:
    """Of the last visit nobody's block would ask."""
    session = make_session(study)
    end(session, django_capture_on_commit_callbacks)
    run_worker()
    Refresh.objects.update(took_ms=0)
    before = study.refreshes.latest("pk").votes
    assert before > 0 and waiting() == 0
    last = make_session(study)
    end(last, django_capture_on_commit_callbacks)
    assert waiting() == 1
    run_worker()
    assert study.refreshes.latest("pk").votes > before
    Refresh.objects.update(took_ms=0)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(last.rater, last)
    assert waiting() == 1
    run_worker()
    assert study.refreshes.latest("pk").votes == before


def test_ends_leave_the_worker_its_rest_after_a_long_fit(
    study, django_capture_on_commit_callbacks
) -> None:
    session = make_session(study)
    run_worker()
    Refresh.objects.update(took_ms=10_000)
    end(session, django_capture_on_commit_callbacks)
    assert waiting() == 0
    Refresh.objects.update(made_at=now() - timedelta(minutes=2))
    ask_unless_just_done(study)
    assert waiting() == 1


def test_who_cannot_be_asked_costs_no_answer(
    study, monkeypatch, caplog, django_capture_on_commit_callbacks
) -> None:
    def fail(study) -> None:
        raise OperationalError("the queue is locked")

    monkeypatch.setattr(asking, "ask_unless_just_done", fail)
    end(make_session(study), django_capture_on_commit_callbacks)
    assert study.sessions.get().outcome == "completed" and "the queue is locked" in caplog.text


def test_spare_pairs_serve_while_no_worker_runs(study) -> None:
    for _ in range(3):
        trials = unanswered_trials(make_session(study))
        assert {trial.chosen for trial in trials if trial.kind == Trial.Kind.VOTE} == {"spare"}
    assert waiting() == 1
