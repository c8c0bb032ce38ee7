from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils.timezone import now

from raters.models import Channel, ScreeningAttempt
from raters.policies import CHECKS
from raters.screening import ABANDONED_AFTER, find_running, record_simulated_attempt, standings
from raters.testing import make_attempt, make_channel, make_rater

WINDOW = {"window_width_px": 1616, "window_height_px": 968}
SMALL = {"window_width_px": 10, "window_height_px": 10}


def attempts(rater, **kwargs):
    """The attempts that speak for a rater, by check."""
    return {check: found.attempt for check, found in standings(rater, **kwargs).items()}


class BeginAttemptTest(TestCase):
    def test_it_freezes_the_rules_with_those_of_the_study(self) -> None:
        attempt = make_attempt("device", policy=WINDOW)
        self.assertEqual(attempt.policy, CHECKS["device"].policy | WINDOW)
        self.assertEqual((attempt.outcome, attempt.finished_at), ("", None))
        self.assertTrue(0 <= attempt.seed < 2**63)

    def test_a_study_cannot_ask_for_a_window_too_small_for_the_checks(self) -> None:
        attempt = make_attempt("device", policy={"window_width_px": 10})
        self.assertEqual(attempt.policy["window_width_px"], 880)

    def test_it_goes_on_with_a_running_attempt_and_takes_the_newer_way_back(self) -> None:
        first = make_attempt("colour")
        again = make_attempt("colour", rater=first.rater, return_path="/other/", minutes_left=-3)
        self.assertEqual((again, again.seed), (first, first.seed))
        first.refresh_from_db()
        self.assertEqual((first.return_path, first.minutes_left), ("/other/", 0))

    def test_another_rater_or_check_begins_another(self) -> None:
        first = make_attempt("device")
        others = [make_attempt("device"), make_attempt("colour", rater=first.rater)]
        self.assertEqual(len({first.pk, *(each.pk for each in others)}), 3)

    def test_other_rules_begin_none_before_the_running_one_has_ended(self) -> None:
        first = make_attempt("colour")
        rules = {"policy": {"pass_at": 9}, "rater": first.rater}
        self.assertEqual(make_attempt("colour", **rules), first)

    def test_another_browser_is_not_let_into_a_running_attempt(self) -> None:
        first = make_attempt("colour", purpose="one")
        there = {"rater": first.rater, "purpose": "two", "return_path": "/there/"}
        self.assertEqual(make_attempt("colour", **there).return_path, "/back/")
        self.assertEqual(make_attempt("colour", **there, holds=["one"]).return_path, "/there/")

    def test_one_left_alone_for_long_begins_afresh(self) -> None:
        first = make_attempt("colour", purpose="one")
        long_ago = now() - ABANDONED_AFTER - timedelta(minutes=1)
        ScreeningAttempt.objects.update(started_at=long_ago)
        again = make_attempt("colour", rater=first.rater, purpose="two")
        self.assertEqual((again.pk, again.purpose), (first.pk, "two"))
        self.assertNotEqual(again.seed, first.seed)

    def test_the_database_lets_one_attempt_run(self) -> None:
        first = make_attempt("colour")
        with pytest.raises(IntegrityError), transaction.atomic():
            ScreeningAttempt.objects.create(
                rater=first.rater, check_name="colour", policy=first.policy, seed=1, return_path="/"
            )
        self.assertEqual(find_running(first.rater, "colour"), first)

    def test_it_refuses_an_unknown_check_or_rule(self) -> None:
        with pytest.raises(ValueError, match="unknown check 'taste'"):
            make_attempt("taste")
        with pytest.raises(ValueError, match="has no rule 'plates'"):
            make_attempt("device", policy={"plates": 3})

    def test_it_sends_nobody_to_another_site(self) -> None:
        for path in ("https://evil.example/", "//evil.example/", "back/", "", "/\\evil.example"):
            with pytest.raises(ValueError, match="path on this site"):
                make_attempt("colour", return_path=path)


class StandingsTest(TestCase):
    def finish(self, check: str, outcome: str = "passed", days_ago: float = 0, **kwargs):
        attempt = make_attempt(check, **kwargs)
        attempt.outcome, attempt.finished_at = outcome, now() - timedelta(days=days_ago)
        attempt.save()
        return attempt

    def test_the_latest_of_each_check_in_one_query(self) -> None:
        rater = make_rater()
        self.finish("colour", "device", days_ago=2, rater=rater)
        colour = self.finish("colour", rater=rater)
        device = self.finish("device", rater=rater)
        make_attempt("artefact", rater=rater)
        self.finish("artefact")
        with self.assertNumQueries(1):
            self.assertEqual(attempts(rater), {"colour": colour, "device": device})

    def test_a_check_passed_in_a_small_window_does_not_speak_for_a_large_one(self) -> None:
        rater = make_rater()
        large = self.finish("device", days_ago=0.2, rater=rater, policy=WINDOW)
        small = self.finish("device", days_ago=0.1, rater=rater)
        colour = self.finish("colour", rater=rater)
        with self.assertNumQueries(2):
            found = attempts(rater, needs={"device": WINDOW, "colour": {}})
        self.assertEqual(found, {"device": large, "colour": colour})
        for needs in (None, {}, {"device": {}}, {"colour": {}}, {"device": SMALL}):
            with (
                self.subTest(needs),
                self.assertNumQueries(2 if needs and "device" in needs else 1),
            ):
                self.assertEqual(attempts(rater, needs=needs)["device"], small)

    def test_one_side_too_small_is_too_small(self) -> None:
        rater = make_rater()
        self.finish("device", rater=rater, policy=WINDOW)
        self.assertIn("device", attempts(rater, needs={"device": WINDOW}))
        for side in WINDOW:
            taller = WINDOW | {side: WINDOW[side] + 1}
            self.assertEqual(attempts(rater, needs={"device": taller}), {})

    def test_the_latest_look_at_a_screen_counts_and_the_first_at_a_person(self) -> None:
        rater = make_rater()
        self.finish("device", "device", rater=rater, days_ago=0.2)
        screen = self.finish("device", rater=rater, days_ago=0.1)
        person = self.finish("colour", "screened_out_colour", rater=rater, days_ago=0.2)
        self.finish("colour", rater=rater, days_ago=0.1)
        self.assertEqual(attempts(rater), {"device": screen, "colour": person})
        with pytest.raises(ValueError, match="unknown check 'taste'"):
            standings(rater, needs={"taste": {}})

    def test_a_failure_counts_for_who_asked_and_where_it_was_and_for_nobody_else(self) -> None:
        failed = self.finish(
            "colour", "screened_out_colour", purpose="one", asked_by="researcher 1"
        )
        for holds, asked_by, counts in (
            (["one"], "researcher 2", True),
            (["two"], "researcher 1", True),
            (["two"], "researcher 2", False),
            ([], "", False),
        ):
            with self.subTest(holds=holds, asked_by=asked_by):
                found = attempts(failed.rater, holds=holds, asked_by=asked_by)
                self.assertEqual("colour" in found, counts)

    def test_anothers_running_attempt_neither_stands_in_the_way_nor_is_gone_on_with(self) -> None:
        first = make_attempt("colour", purpose="one", asked_by="researcher 1")
        rater = first.rater
        other = make_attempt("colour", rater=rater, purpose="two", asked_by="researcher 2")
        self.assertNotEqual(first, other)
        held = make_attempt(
            "colour", rater=rater, purpose="three", holds=["one"], asked_by="researcher 3"
        )
        self.assertEqual(held, first)  # in one browser there is one at a time
        again = make_attempt("colour", rater=rater, purpose="four", asked_by="researcher 2")
        self.assertEqual((again, again.purpose), (other, "two"))  # its pages refuse this browser

    def test_anothers_pass_is_nobody_elses_and_a_failure_everybodys(self) -> None:
        passed = self.finish("colour", purpose="one")
        self.assertIn("colour", attempts(passed.rater, holds=["one"]))
        self.assertNotIn("colour", attempts(passed.rater, holds=["two"]))
        failed = self.finish("artefact", "screened_out_artefact", rater=passed.rater, purpose="one")
        self.assertEqual(attempts(passed.rater, holds=["two"]), {"artefact": failed})

    def test_a_check_expires(self) -> None:
        for check, days in (("device", 0.5), ("colour", 180), ("artefact", 30)):
            rater = make_rater()
            attempt = self.finish(check, days_ago=days - 0.01, rater=rater)
            self.assertEqual(attempts(rater), {check: attempt})
            ScreeningAttempt.objects.update(finished_at=now() - timedelta(days=days + 0.01))
            self.assertEqual(attempts(rater), {})

    def test_a_screen_that_was_to_blame_counts_for_half_a_day_whatever_the_check(self) -> None:
        rater = make_rater()
        attempt = self.finish("colour", "device", days_ago=0.4, rater=rater)
        self.assertEqual(attempts(rater), {"colour": attempt})
        ScreeningAttempt.objects.update(finished_at=now() - timedelta(days=0.6))
        self.assertEqual(attempts(rater), {})

    def test_the_database_ties_outcome_and_end_together(self) -> None:
        attempt = make_attempt("colour")
        same = ScreeningAttempt.objects.filter(pk=attempt.pk)
        for values in (
            {"outcome": "passed"},
            {"finished_at": now()},
            {"outcome": "screened_out_artefact", "finished_at": now()},
            {"outcome": "bored", "finished_at": now()},
            {"return_path": "https://evil.example"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                same.update(**values)


class SimulatedAttemptTest(TestCase):
    def test_it_writes_what_a_bot_came_to(self) -> None:
        channel = make_channel(name="simulated", kind=Channel.Kind.SIMULATED)
        for check, failed in (
            ("device", "device"),
            ("colour", "screened_out_colour"),
            ("artefact", "screened_out_artefact"),
        ):
            for passed, outcome in ((True, "passed"), (False, failed)):
                bot = make_rater(channel=channel, simulated=True)
                record_simulated_attempt(rater=bot, check=check, passed=passed)
                self.assertEqual(standings(bot)[check].outcome, outcome)

    def test_it_is_passed_under_the_rules_of_a_study(self) -> None:
        channel = make_channel(name="simulated", kind=Channel.Kind.SIMULATED)
        bot = make_rater(channel=channel, simulated=True)
        record_simulated_attempt(rater=bot, check="device", passed=True)
        self.assertEqual(attempts(bot, needs={"device": WINDOW}), {})
        attempt = record_simulated_attempt(rater=bot, check="device", passed=True, policy=WINDOW)
        self.assertEqual(attempts(bot, needs={"device": WINDOW}), {"device": attempt})

    def test_it_refuses_for_people(self) -> None:
        with pytest.raises(ValueError, match="is a person"):
            record_simulated_attempt(rater=make_rater(), check="colour", passed=True)
