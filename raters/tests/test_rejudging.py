"""A stored attempt under another study's rules: exact, or the check is taken again."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest

from raters.answering import record_answer
from raters.checks import colour
from raters.checks.items import BankTooSmall
from raters.models import ScreeningAttempt
from raters.policies import CHECKS
from raters.rejudging import judge_anew
from raters.screening import standings
from raters.testing import MEASURED, due_item, make_attempt, make_rater, right_answer, wrong_answer

pytestmark = pytest.mark.django_db
PLATES = int(CHECKS["colour"].policy["plates"])
PASS_AT = int(CHECKS["colour"].policy["pass_at"])


def take_colour(*, wrong: int, policy=None, rater=None) -> ScreeningAttempt:
    """Take the colour check with so many scored plates read wrongly."""
    attempt = make_attempt("colour", rater=rater, policy=policy)
    while (due := due_item(attempt)) is not None:
        miss = due.item["kind"] == "scored" and wrong > 0
        wrong -= miss
        record_answer(due, given=(wrong_answer if miss else right_answer)(due.item), response_ms=9)
    attempt.refresh_from_db()
    return attempt


def outcome(attempt, **asked) -> str | None:
    found = standings(attempt.rater, needs={attempt.check_name: asked})
    return found[attempt.check_name].outcome if found else None


def test_a_stricter_study_marks_the_stored_answers_again() -> None:
    attempt = take_colour(wrong=1)
    assert (attempt.outcome, attempt.measured["right"]) == ("passed", PLATES - 1)
    assert outcome(attempt, pass_at=PLATES - 1) == "passed"
    assert outcome(attempt, pass_at=PLATES) != "passed"
    attempt.refresh_from_db()
    assert attempt.outcome == "passed", "what is stored stays"


def test_a_looser_study_may_let_a_failed_attempt_pass() -> None:
    attempt = take_colour(wrong=PLATES, policy=lenient(PASS_AT))
    assert attempt.outcome == colour.FAILED
    assert outcome(attempt, **lenient(PASS_AT)) == colour.FAILED
    easier = take_colour(wrong=PLATES - 1, policy=lenient(PASS_AT))
    assert outcome(easier, **lenient(1)) == "passed"


def lenient(pass_at: int) -> dict[str, int]:
    """A pass mark without a second form below it, whatever the check's own rules say."""
    second = {"second_form_at": min(pass_at, PASS_AT)}
    return {"pass_at": pass_at} | (second if "second_form_at" in CHECKS["colour"].policy else {})


def test_other_questions_are_asked_anew() -> None:
    attempt = take_colour(wrong=0)
    assert outcome(attempt, control_tries=1) is None
    attempt.policy = {**attempt.policy, "an older rule": 1}
    attempt.save()
    assert outcome(attempt) is None


def test_a_screen_is_measured_by_what_it_sent() -> None:
    attempt = make_attempt("device")
    while (due := due_item(attempt)) is not None:
        given = screen() if due.item["kind"] == "screen" else right_answer(due.item)
        record_answer(due, given=given, response_ms=9)
    attempt.refresh_from_db()
    assert attempt.outcome == "passed"
    fits = {"window_width_px": 1616, "window_height_px": MEASURED["viewport_height_px"]}
    assert outcome(attempt, **fits) == "passed"
    for rule, least in (("window_height_px", 971), ("screen_width_px", 1921)):
        assert outcome(attempt, **{rule: least}) is None, "the person may take a larger window"


def screen() -> str:
    return json.dumps(MEASURED)


def test_whoever_failed_cannot_try_again_by_way_of_another_study() -> None:
    strict, rater = lenient(PLATES), make_rater()
    first = take_colour(wrong=PLATES // 2, rater=rater, policy=strict)
    assert first.outcome == colour.FAILED
    other = strict | {"control_tries": 1}
    second = take_colour(wrong=0, rater=rater, policy=other)
    assert second.outcome == "passed"
    assert outcome(second, **other) == "passed"
    assert outcome(first, **strict) == colour.FAILED, "the first attempt that speaks stands"


@pytest.mark.parametrize(
    ("stored", "taken_at", "asked", "said"),
    [
        ("passed", 4, 3, "passed"),
        ("passed", 4, 5, None),
        (colour.FAILED, 4, 5, colour.FAILED),
        (colour.FAILED, 4, 3, None),
        (colour.FAILED, 4, 4, colour.FAILED),
    ],
)
def test_without_answers_only_what_follows_from_the_outcome(stored, taken_at, asked, said) -> None:
    attempt = make_attempt("colour", policy=lenient(taken_at) | {"pass_at": taken_at})
    attempt.outcome = stored
    rules = {**attempt.policy, "pass_at": asked}
    assert list(judge_anew([attempt], {"colour": rules})) == [(attempt, said)]


def test_a_bank_too_small_for_more_items_says_nothing() -> None:
    attempt = take_colour(wrong=0)
    with patch.dict("raters.rejudging.CHECKS") as checks:
        whole = checks["colour"]

        def run_out(**given: object) -> None:
            raise BankTooSmall

        checks["colour"] = type(whole)(whole.policy, whole.failed, run_out, whole.is_correct)
        assert outcome(attempt, pass_at=PLATES) is None
