"""A vote that may look odd and is honest is taken, and what is stored of it is within bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from evalsite.studies.models import Trial, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.testing import log_in_rater, make_open_study, make_session, send_vote

pytestmark = pytest.mark.django_db


def plan_earlier(trial: Trial, **ago: float) -> None:
    Trial.objects.filter(pk=trial.pk).update(planned_at=now() - timedelta(**ago))


def test_a_page_open_over_a_weekend_is_taken_and_its_times_are_bounded(
    client, session, trial
) -> None:
    plan_earlier(trial, hours=60)
    hour_ms = 3_600_000
    times = {"response_ms": 59 * hour_ms, "time_a_ms": 30 * hour_ms, "time_b_ms": 29 * hour_ms}
    assert send_vote(client, session, trial=trial.code, **times, flips=10**9).status_code == 200
    stored = Vote.objects.get()
    assert stored.response_ms == stored.time_a_ms == 24 * hour_ms and stored.flips == 100_000


def test_a_servers_clock_that_was_set_by_minutes_costs_no_vote(client, session, trial) -> None:
    plan_earlier(trial, minutes=-5)  # it went back after the trial was planned
    assert send_vote(client, session, trial=trial.code, response_ms=240_000).status_code == 200


def test_both_may_be_seen_at_once_where_they_stand_side_by_side(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, presentation="side_by_side"))
    log_in_rater(client, session)
    trial, later = unanswered_trials(session)[:2]
    both = {"response_ms": 3000, "time_a_ms": 3000, "time_b_ms": 3000, "flips": 0}
    assert send_vote(client, session, trial=trial.code, **both).status_code == 200
    longer = send_vote(client, session, trial=later.code, **{**both, "time_b_ms": 4000})
    assert (longer.status_code, longer.json()["problem"]) == (400, "times")


def test_fields_of_another_version_of_the_page_do_no_harm(client, session, trial) -> None:
    answer = send_vote(client, session, trial=trial.code, hesitation_ms="12", zoomed="true")
    assert answer.status_code == 200
    stored = Vote.objects.get()
    assert stored.zoomed and stored.pixel_exact is None and stored.flicker_hz is None


def test_every_vote_costs_the_same_few_queries(
    client, session, trial, django_assert_num_queries
) -> None:
    # A savepoint (a transaction outside a test) and its end; the trial with the answer that stands,
    # its visit, locked, and study; the browser's session, remembered for a minute; and the INSERT,
    # where none stands.
    for queries in (5, 3):
        with django_assert_num_queries(queries):
            assert send_vote(client, session, trial=trial.code).status_code == 200
