from __future__ import annotations

import json
from unittest.mock import patch

from django.db import IntegrityError
from django.test import TestCase

from raters import answering
from raters.models import ScreeningAnswer
from raters.testing import (
    MEASURED,
    due_item,
    enter,
    make_attempt,
    make_bank,
    make_rater,
    right_answer,
    wrong_answer,
)


class CheckTest(TestCase):
    """One whole attempt after the other, by HTTP, as a browser would."""

    def begin(self, check: str):
        self.attempt = make_attempt(check)
        self.url = self.attempt.get_absolute_url()
        enter(self.client, self.attempt.rater)
        return self.client.get(self.url)

    def post(self, **data):
        return self.client.post(self.url, {"response_ms": 900} | data)

    def answer(self, right: bool = True, measured: dict = MEASURED):
        due = due_item(self.attempt)
        if due.item["kind"] == "screen":
            return self.post(position=due.position, measured=json.dumps(measured))
        given = right_answer(due.item) if right else wrong_answer(due.item)
        return self.post(position=due.position, given=given)

    def finish(self, check: str, right: bool = True) -> int:
        self.begin(check)
        for count in range(1, 40):
            self.assertRedirects(
                self.answer(right), self.url, status_code=303, fetch_redirect_response=False
            )
            page = self.client.get(self.url)
            if page.status_code == 303:
                self.assertEqual(page["Location"], "/back/")
                self.attempt.refresh_from_db()
                return count
        self.fail("the check never ended")

    def test_a_truthful_rater_passes_all_three(self) -> None:
        make_bank()
        for check, items in (("device", 3), ("colour", 14), ("artefact", 18)):
            with self.subTest(check):
                self.assertEqual(self.finish(check), items)
                self.assertEqual(self.attempt.outcome, "passed")
                self.assertIsNotNone(self.attempt.finished_at)

    def test_wrong_answers_end_in_the_outcome_of_the_check(self) -> None:
        make_bank()
        self.finish("artefact", right=False)
        self.assertEqual(self.attempt.outcome, "screened_out_artefact")
        self.finish("colour", right=False)
        self.assertEqual(self.attempt.outcome, "device")
        self.finish("device", right=False)
        self.assertEqual(self.attempt.outcome, "device")

    def test_plates_read_wrongly_after_the_control_screen_out(self) -> None:
        self.begin("colour")
        self.answer()
        for _ in range(13):
            self.client.get(self.url)
            self.answer(right=False)
        self.client.get(self.url)
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.outcome, "screened_out_colour")
        self.assertEqual(self.attempt.measured["right"], 0)

    def test_seven_plates_read_are_followed_by_a_second_form_in_kind_words(self) -> None:
        words = "did not read as expected on your screen. Here are some more."
        self.begin("colour")
        self.answer()
        self.client.get(self.url)
        self.answer()
        left = 3
        for position in range(2, 24):
            page = self.client.get(self.url)
            self.assertContains(page, words, count=int(position == 14))
            self.assertContains(page, f"of {14 if position < 14 else 24}")
            scored = due_item(self.attempt).item["kind"] == "scored"
            self.answer(right=not (scored and left))
            left -= bool(scored and left)
        self.assertRedirects(
            self.client.get(self.url), "/back/", 303, fetch_redirect_response=False
        )
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.outcome, "passed")
        self.assertEqual(
            (self.attempt.measured["first_right"], self.attempt.measured["right"]), (7, 10)
        )

    def test_three_bad_screens_end_it_and_the_page_says_how_many_are_left(self) -> None:
        self.begin("device")
        for left in (2, 1):
            self.answer(measured=MEASURED | {"fine_pointer": False})
            self.assertContains(self.client.get(self.url), f"check {left} more time")
        self.answer(measured=MEASURED | {"fine_pointer": False})
        self.client.get(self.url)
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.outcome, "device")
        self.assertFalse(self.attempt.measured["fine_pointer"])

    def test_practice_gets_kind_words_and_nothing_else_does(self) -> None:
        make_bank()
        self.begin("artefact")
        self.answer()
        self.assertContains(self.client.get(self.url), "was the original itself")
        self.answer(right=False)
        self.assertContains(self.client.get(self.url), "was the original itself. Take your time")
        self.answer()
        self.assertNotContains(self.client.get(self.url), "the original itself")

    def test_the_artefact_page_says_how_many_there_are_at_most_and_nothing_of_the_answers(
        self,
    ) -> None:
        make_bank()
        self.begin("artefact")
        self.assertContains(self.client.get(self.url), "Practice 1 of 2")
        self.answer()
        self.answer()
        self.assertContains(self.client.get(self.url), "From here on it counts")
        for number in range(1, 6):
            self.assertContains(self.client.get(self.url), f"{number} of at most 28")
            self.answer(right=number % 2 == 0)

    def test_a_wrong_position_or_a_repeated_answer_changes_nothing(self) -> None:
        self.begin("colour")
        first = due_item(self.attempt)
        for position in (1, 7, 99):
            self.post(position=position, given="5")
        self.assertEqual(ScreeningAnswer.objects.exclude(answered_at=None).count(), 0)
        self.post(position=0, given=right_answer(first.item))
        response = self.post(position=0, given="nothing")
        self.assertRedirects(response, self.url, status_code=303, fetch_redirect_response=False)
        first.refresh_from_db()
        self.assertEqual((first.correct, first.response_ms), (True, 900))

    def test_an_answer_that_lost_a_race_leaves_the_first_as_it_was(self) -> None:
        self.begin("colour")
        one, other = due_item(self.attempt), due_item(self.attempt)
        self.assertTrue(answering.record_answer(one, given="5", response_ms=1))
        self.assertFalse(answering.record_answer(other, given="6", response_ms=2))
        one.refresh_from_db()
        self.assertEqual(one.given, "5")

    def test_two_tabs_open_the_same_item(self) -> None:
        self.begin("colour")
        due = due_item(self.attempt)
        step = answering.next_step(self.attempt, [])
        self.assertEqual(answering.write_item(self.attempt, 0, step), due)
        with patch.object(type(self.attempt.answers), "create", side_effect=IntegrityError):
            self.assertEqual(answering.write_item(self.attempt, 0, step), due)

    def test_a_reload_shows_the_same_item(self) -> None:
        first = self.begin("colour")
        again = self.client.get(self.url)
        self.assertEqual(first.context["position"], again.context["position"])
        self.assertEqual(ScreeningAnswer.objects.count(), 1)

    def test_it_refuses_what_is_not_an_answer(self) -> None:
        make_bank()
        bad = {
            "device": [{"measured": "no"}, {"measured": "[]"}, {"measured": "{}"}, {}]
            + [{"measured": "[" * 1999}, {"measured": '{"missing":' * 181}]
            + [{"measured": json.dumps(MEASURED | {"screen_width_px": -1})}]
            + [{"measured": json.dumps(MEASURED | {"pinch_zoom": float("nan")})}],
            "colour": [{"given": "first"}, {"given": "12"}, {"given": ""}, {}],
            "artefact": [{"given": "5"}, {"given": "third"}, {}],
        }
        for check, forms in bad.items():
            self.begin(check)
            for form in [*forms, {"given": "5", "response_ms": -1}, {"position": "x"}]:
                with self.subTest(check=check, form=form):
                    self.assertEqual(self.post(**({"position": 0} | form)).status_code, 400)
            self.assertIsNone(due_item(self.attempt).answered_at)

    def test_it_belongs_to_one_rater(self) -> None:
        self.begin("colour")
        enter(self.client, make_rater())
        for response in (
            self.client.get(self.url),
            self.post(position=0, given="5"),
            self.client.get(f"{self.url}0/plate.png"),
        ):
            self.assertEqual(response.status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(self.url).status_code, 403)

    def test_a_finished_attempt_only_sends_back(self) -> None:
        self.finish("device")
        measured = self.attempt.measured
        for response in (self.client.get(self.url), self.client.get(self.url)):
            self.assertRedirects(response, "/back/", 303, fetch_redirect_response=False)
        self.post(position=0, measured=json.dumps(MEASURED))
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.measured, measured)

    def test_it_refuses_forgery_and_other_methods(self) -> None:
        self.begin("colour")
        self.assertEqual(self.client.put(self.url).status_code, 405)
        self.client.handler.enforce_csrf_checks = True
        self.assertEqual(self.post(position=0, given="5").status_code, 403)

    def test_a_page_takes_at_most_eight_queries(self) -> None:
        make_bank()
        for check in ("device", "colour", "artefact"):
            self.begin(check)
            self.answer()
            # Two pages: the first writes the next item down, the second finds it.
            for most in (8, 4):
                with self.subTest(check=check), self.assertNumQueriesAtMost(most):
                    self.client.get(self.url)
            due = due_item(self.attempt)
            data = {"position": due.position, "given": "first" if check == "artefact" else "5"}
            with self.assertNumQueriesAtMost(8):
                self.post(**data)

    def assertNumQueriesAtMost(self, most: int):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        test = self

        class AtMost(CaptureQueriesContext):
            def __exit__(self, *error) -> None:
                super().__exit__(*error)
                test.assertLessEqual(len(self), most, [each["sql"] for each in self])

        return AtMost(connection)

    def test_an_empty_bank_fails_loudly_and_blames_nobody(self) -> None:
        self.client.raise_request_exception = False
        with self.assertLogs("django.request", "ERROR") as logs:
            self.assertEqual(self.begin("artefact").status_code, 500)
        self.assertIn("build_item_bank", logs.output[0])
