"""Who is there now: each step, told apart as the rater's own way through the pages tells it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils.timezone import now

from evalsite.live.sessions import count_ends, count_running
from evalsite.live.tests.scene import add_votes, make_live_study, make_simulated
from evalsite.studies.models import Session
from evalsite.testing import make_session
from raters.models import ScreeningAttempt
from raters.policies import CHECKS, freeze_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return make_live_study()


def visit(study, *checks: str) -> Session:
    session = make_session(study, screened=False)
    for check in checks:
        take(session, check)
    return session


def take(session: Session, check: str, outcome: str = "passed") -> ScreeningAttempt:
    return ScreeningAttempt.objects.create(
        rater=session.rater,
        check_name=check,
        policy=freeze_policy(check, {}),
        seed=1,
        return_path="/",
        finished_at=now(),
        outcome=outcome,
    )


def test_each_session_is_at_the_first_check_it_has_not_passed(study) -> None:
    for passed in range(len(CHECKS) + 1):
        visit(study, *list(CHECKS)[:passed])
    add_votes(visit(study, *CHECKS), 1)
    assert count_running(study, False) == Counter({(step, True): 1 for step in range(5)})


def test_a_screen_of_an_earlier_visit_does_not_count_but_colours_do(study) -> None:
    session = visit(study, *CHECKS)
    ScreeningAttempt.objects.update(started_at=session.started_at - timedelta(days=2))
    assert count_running(study, False) == Counter({(0, True): 1})
    take(session, "device")
    assert count_running(study, False) == Counter({(3, True): 1})


def test_a_check_that_was_failed_is_not_passed(study) -> None:
    take(visit(study, "device"), "colour", "screened_out_colour")
    assert count_running(study, False) == Counter({(1, True): 1})


def test_who_gave_no_sign_for_long_is_away(study) -> None:
    Session.objects.filter(pk=visit(study).pk).update(last_seen_at=now() - timedelta(minutes=6))
    visit(study)
    assert count_running(study, False) == Counter({(0, True): 1, (0, False): 1})


def test_bots_other_studies_and_ended_sessions_are_not_there(study) -> None:
    make_simulated(study)
    visit(make_live_study())
    visit(study).finish("device")
    assert count_running(study, False) == Counter()
    assert count_running(study, True) == Counter({(0, True): 1})


def test_ends_are_counted_and_withdrawn_votes_are_not_used(study) -> None:
    visit(study)
    for outcome, accepted, used in (
        ("completed", True, True),
        ("completed", True, False),
        ("failed_attention", False, False),
        ("device", None, None),
    ):
        session = visit(study)
        session.accepted, session.used = accepted, used
        session.finish(outcome)
    ends = count_ends(study, False)
    assert (ends.running, ends.finished, ends.accepted, ends.used) == (1, 3, 2, 1)
    study.sessions.update(withdrawn_at=now())
    assert count_ends(study, False).used == 0
