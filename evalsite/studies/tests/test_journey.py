"""A check taken once serves every study it speaks for, by that study's own rules."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.studies.models import Session
from evalsite.studies.rules.opening import check_policy, window_needs_px
from evalsite.studies.visits.journey import next_path
from evalsite.testing import make_open_study, make_session, make_study, pass_checks
from raters.answering import record_answer
from raters.checks import colour
from raters.models import ScreeningAttempt
from raters.policies import CHECKS
from raters.testing import due_item, make_attempt, right_answer, wrong_answer

pytestmark = pytest.mark.django_db
PLATES, PASS_AT = (int(CHECKS["colour"].policy[name]) for name in ("plates", "pass_at"))


def read_plates(session: Session, *, wrong: int) -> ScreeningAttempt:
    """Take the colour check as this session's study asks for it."""
    policy = check_policy(session.study, "colour")
    attempt = make_attempt("colour", rater=session.rater, policy=policy)
    while (due := due_item(attempt)) is not None:
        miss = due.item["kind"] == "scored" and wrong > 0
        wrong -= miss
        record_answer(due, given=(wrong_answer if miss else right_answer)(due.item), response_ms=9)
    attempt.refresh_from_db()
    return attempt


def visit(study, rater=None) -> Session:
    """A visit of somebody who passed everything but the plates."""
    session = make_session(study, screened=False, **({"rater": rater} if rater else {}))
    pass_checks(session.rater)
    session.rater.attempts.filter(check_name="colour", seed=1).delete()
    return session


def where(session: Session) -> str:
    path = next_path(session, holds=[])
    known = {reverse(f"studies:{each}", args=[session.code]): each for each in ("compare", "done")}
    return known.get(path, "check" if "/check/" in path else path)


@pytest.fixture
def usual(tmp_path):
    return make_open_study(tmp_path / "usual")


@pytest.fixture
def strict(tmp_path, usual):
    return make_open_study(tmp_path / "strict", screening={"colour": {"pass_at": PLATES}})


def test_plates_read_for_one_study_are_marked_by_the_rules_of_the_next(usual, strict) -> None:
    first = visit(usual)
    assert read_plates(first, wrong=1).outcome == "passed" and where(first) == "compare"
    second = visit(strict, first.rater)
    # One plate short of all ten: out, or on to a second form where the rules offer one.
    offered = "second_form_at" in CHECKS["colour"].policy
    assert where(second) == ("check" if offered else "done")
    assert where(first) == "compare", "the first study's rules are still met"


def test_whoever_reads_too_few_is_out_everywhere_without_another_try(usual, strict) -> None:
    first = visit(strict)
    assert read_plates(first, wrong=PLATES).outcome == colour.FAILED and where(first) == "done"
    second = visit(usual, first.rater)
    assert where(second) == "done" and second.outcome == colour.FAILED
    assert first.rater.attempts.filter(check_name="colour").count() == 1


def test_a_looser_study_takes_who_failed_a_strict_one(tmp_path, usual) -> None:
    low = {"pass_at": 1} | (
        {"second_form_at": 0} if "second_form_at" in CHECKS["colour"].policy else {}
    )
    loose = make_open_study(tmp_path / "loose", screening={"colour": low})
    first = visit(usual)
    assert read_plates(first, wrong=PLATES - 1).outcome == colour.FAILED
    assert where(first) == "done"
    assert where(visit(loose, first.rater)) == "compare"


def test_a_study_may_ask_for_a_larger_window_than_its_pictures_need(tmp_path) -> None:
    plain, large = make_study(), make_study(screening={"device": {"window_width_px": 1900}})
    assert window_needs_px(plain)[0] < 1900 == window_needs_px(large)[0]
    small = {"window_width_px": 100}
    assert check_policy(make_study(screening={"device": small}), "device")["window_width_px"] > 0
    study = make_open_study(tmp_path, screening={"device": {"window_width_px": 1900}})
    session = make_session(study, screened=False)
    pass_checks(session.rater)  # in a smaller window
    assert where(session) == "check"
