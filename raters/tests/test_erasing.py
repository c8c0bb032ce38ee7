from __future__ import annotations

import json

from django.test import TestCase
from django.utils.timezone import now

from raters.erasing import erase_screening
from raters.models import Rater, ScreeningAnswer, ScreeningAttempt
from raters.screening import standings
from raters.testing import MEASURED, due_item, enter, make_attempt, make_rater


class EraseScreeningTest(TestCase):
    def take_device(self, rater: Rater) -> ScreeningAttempt:
        attempt = make_attempt("device", rater=rater)
        due = due_item(attempt)
        enter(self.client, rater)
        data = {"position": due.position, "response_ms": 9, "measured": json.dumps(MEASURED)}
        self.client.post(attempt.get_absolute_url(), data)
        attempt.outcome, attempt.finished_at, attempt.measured = "passed", now(), MEASURED
        attempt.save()
        return attempt

    def test_answers_and_measures_go_and_outcomes_stay(self) -> None:
        rater, other = make_rater(), make_rater()
        attempt, kept = self.take_device(rater), self.take_device(other)
        due_item(make_attempt("colour", rater=rater))
        self.assertEqual(erase_screening(rater=rater), 2)
        self.assertFalse(ScreeningAnswer.objects.filter(attempt__rater=rater).exists())
        attempt.refresh_from_db()
        self.assertEqual((attempt.measured, attempt.outcome), ({}, "passed"))
        self.assertEqual(standings(rater)["device"].attempt, attempt)
        kept.refresh_from_db()
        self.assertEqual(kept.measured, MEASURED)
        self.assertEqual(kept.answers.count(), 1)

    def test_a_second_time_there_is_nothing_to_erase(self) -> None:
        rater = make_rater()
        self.take_device(rater)
        self.assertEqual([erase_screening(rater=rater) for _ in range(2)], [1, 0])

    def test_a_running_check_begins_anew_with_other_items(self) -> None:
        attempt = make_attempt("colour")
        due_item(attempt)
        seed = attempt.seed
        erase_screening(rater=attempt.rater)
        self.assertEqual(due_item(attempt).position, 0)
        attempt.refresh_from_db()
        self.assertNotEqual(attempt.seed, seed)
