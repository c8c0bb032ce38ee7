"""Each figure's rows, against counts made by hand."""

from __future__ import annotations

import numpy as np
import pytest
import vl_convert
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models import Session, Trial, Vote, WelcomeCount
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.watching.figure import Column, Figure
from evalsite.studies.watching.items import bin_rows, draw_items, fit_curve
from evalsite.studies.watching.plates import plate_rows
from evalsite.studies.watching.reliability import reliability_rows
from evalsite.studies.watching.steps import funnel_rows, session_funnel
from evalsite.studies.watching.tests.crowd import finish, watch_of
from evalsite.studies.watching.thresholds import draw_thresholds, threshold_rows
from evalsite.studies.watching.watch import Watch
from evalsite.studies.watching.ways import STEPS, USED, Way, follow
from evalsite.testing import make_open_study, make_session, make_study, vote_fields
from raters.checks.psi import chance_right
from raters.models import ScreeningAnswer
from raters.testing import MEASURED, make_attempt

pytestmark = pytest.mark.django_db


def way_of(session) -> Way:
    watch = watch_of(session.study)
    (visit,) = watch.visits
    return follow(visit, watch)


def end(session, outcome: str, *, passed: int = 0, **kwargs) -> Session:
    """Let a visit end so, after so many checks passed in it."""
    for check in ("device", "colour", "artefact")[:passed]:
        finish(make_attempt(check, rater=session.rater), "passed")
    for name, value in kwargs.items():
        setattr(session, name, value)
    session.save()
    if outcome:
        session.finish(outcome)
    return session


@pytest.mark.parametrize(
    ("outcome", "passed", "step", "reason"),
    [
        ("no_consent", 0, "Decided about consent", "declined"),
        ("study_full", 0, "Decided about consent", "study was full"),
        ("timed_out", 0, "Agreed", "timed out at the screen"),
        ("timed_out", 1, "Screen fits", "timed out at the colours"),
        ("study_closed", 3, "Details seen", "cut off by the closing while comparing"),
        ("withdrawn", 2, "Colours read", "withdrew at the details"),
        ("", 3, "Details seen", "still there while comparing"),
        ("screened_out_colour", 1, "Screen fits", "too few plates read"),
        ("screened_out_artefact", 2, "Colours read", "differences not seen finely enough"),
        ("failed_attention", 3, "Finished", "too few traps right to be accepted"),
    ],
)
def test_a_visit_stops_where_it_stopped(outcome, passed, step, reason) -> None:
    session = end(make_session(make_study(), screened=False), outcome, passed=passed)
    way = way_of(session)
    assert (str(STEPS[way.step]), way.reason) == (step, reason)


def test_a_completed_visit_is_used_or_says_why_not() -> None:
    used, unused, gone = (make_session(make_study(), screened=False) for _ in range(3))
    assert way_of(end(used, "completed", used=True)) == Way(USED, "")
    assert way_of(end(unused, "completed", used=False)).reason == "too few traps right to be used"
    left = end(gone, "completed", used=False, withdrawn_at=now())
    assert way_of(left).reason == "withdrew afterwards"


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        ({}, "screen did not fit"),
        ({"simulated": True}, "screen did not fit"),
        ({"unread": "dark"}, "faint shapes not counted"),
        ({"screen_width_px": 900, "fine_pointer": False}, "no mouse or trackpad (a phone), screen"),
    ],
)
def test_a_screen_is_blamed_for_what_was_wrong_with_it(measured, reason) -> None:
    session = make_session(make_study(), screened=False)
    told = MEASURED | measured if "screen_width_px" in measured else measured
    finish(make_attempt("device", rater=session.rater), "device", **told)
    way = way_of(end(session, "device"))
    assert str(STEPS[way.step]) == "Agreed" and way.reason.startswith(reason)


def test_a_control_plate_that_was_not_read_blames_the_screen_at_the_colours() -> None:
    session = make_session(make_study(), screened=False)
    finish(make_attempt("device", rater=session.rater), "passed")
    finish(make_attempt("colour", rater=session.rater), "device")
    way = way_of(end(session, "device"))
    assert (str(STEPS[way.step]), way.reason) == ("Screen fits", "control plate not read")


def test_the_funnel_adds_up() -> None:
    ways = [Way(0, "declined"), Way(2, "x"), Way(2, "y"), Way(2, "y"), Way(USED, "")]
    opened, *rows = funnel_rows(ways, openings=9)
    assert (opened["sessions"], rows[0]["sessions"], rows[-1]["sessions"]) == (9, 5, 1)
    for here, following in zip(rows, rows[1:], strict=False):
        assert here["sessions"] - here["lost"] == following["sessions"]
    assert rows[2]["reasons"] == "2 y; 1 x" and rows[2]["share"] == 4 / 5


def test_the_page_of_the_study_draws_the_same_steps() -> None:
    study = make_study()
    assert session_funnel(study, False) == []
    end(make_session(study, screened=False), "no_consent")
    end(make_session(study, screened=False), "timed_out", passed=1)
    counts = [step.count for step in session_funnel(study, False)]
    assert counts == [2, 1, 1, 0, 0, 0, 0, 0]


def test_the_welcome_page_is_counted_and_nobody_is_stored(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    for _ in range(3):
        client.get(study.join_path)
    client.post(study.join_path, {"decision": "decline"})
    assert WelcomeCount.objects.get().openings == 3
    assert watch_of(study).openings == 3 and Watch(study, simulated=True).openings == 0


def read(attempt, position: int, given: str, *, second=None, **item) -> None:
    whole = {"kind": "scored", "digit": 3, "second": second, **item}
    ScreeningAnswer.objects.create(
        attempt=attempt,
        position=position,
        item=whole,
        given=given,
        correct=given == "3",
        answered_at=now(),
    )


def test_plates_are_counted_by_line_chroma_and_figure() -> None:
    session = make_session(make_study(), screened=False)
    attempt = make_attempt("colour", rater=session.rater)
    weak, hidden = {"line": "deutan", "chroma": "weak"}, {"line": "protan", "chroma": "strong"}
    for position, given in enumerate(["3", "3", "nothing"]):
        read(attempt, position, given, **weak)
    for position, given in enumerate(["3", "5", "5", "8"], start=3):
        read(attempt, position, given, second=5, **hidden)
    stranger = make_attempt("colour")
    read(stranger, 0, "3", **weak)
    rows = {row["line"]: row for row in plate_rows(watch_of(session.study))}
    deutan, protan = rows["deutan"], rows["protan"]
    assert (deutan["shown"], deutan["right_share"], deutan["typical_share"]) == (3, 2 / 3, None)
    assert (protan["shown"], protan["right_share"], protan["typical_share"]) == (4, 0.25, 0.5)


def test_the_fitted_curve_recovers_the_one_it_was_drawn_from() -> None:
    strengths = np.linspace(0.05, 1, 20)
    chance = chance_right(strengths, threshold=0.41, slope=3.0, lapse=0.02)
    rows = [
        {"strength": float(x), "answers": 1000, "right": round(1000 * float(p))}
        for x, p in zip(strengths, chance, strict=True)
    ]
    found = {row["strength"]: row["share"] for row in fit_curve(rows)}
    whole = chance_right([0.0, 0.4, 1.0], threshold=0.41, slope=3.0, lapse=0.02)
    assert [found[0.0], found[0.4], found[1.0]] == pytest.approx(whole.tolist(), abs=0.02)


def test_items_are_binned_by_codec_and_tenth_of_the_ladder() -> None:
    items = [
        {"codec": "av1", "strength": 0.11, "answers": 3, "right": 2},
        {"codec": "av1", "strength": 0.19, "answers": 1, "right": 1},
        {"codec": "av1", "strength": 1.0, "answers": 2, "right": 2},
        {"codec": "jpeg", "strength": 0.11, "answers": 4, "right": 1},
    ]
    first, last, other = bin_rows(items)
    assert (first["items"], first["answers"], first["right_share"]) == (2, 4, 0.75)
    assert first["strength"] == pytest.approx(0.13)
    assert (last["strength_from"], last["strength_to"]) == (0.9, 1.0)
    assert (other["codec"], other["right_share"]) == ("jpeg", 0.25)


def test_the_axis_of_the_items_holds_every_mark_and_cuts_none() -> None:
    items = [{"codec": "av1", "strength": 0.11, "answers": 4, "right": right} for right in (4, 1)]
    usual, low = (draw_items(bin_rows([item]), fit_curve([item]), False) for item in items)
    for spec, lowest in ((usual, 0.3), (low, 0)):
        for layer in spec["layer"]:
            assert layer["encoding"]["y"]["scale"]["domain"] == [lowest, 1]
            assert not layer["mark"].get("clip")


def test_a_title_is_no_longer_than_the_lowest_panel() -> None:
    row = {"rater": "a", "threshold": 0.4, "sd": 0.1, "result": "passed", "address": "/"}
    spread, each = draw_thresholds([row], 0.7, False)["vconcat"]
    for panel in (spread, each):
        for layer in panel["layer"]:
            title = layer["encoding"].get("y", {}).get("title") or ""
            assert 8 * len(title) <= panel["height"]  # 8 pixels a letter, at 12 pixels of type


def test_thresholds_say_what_they_are_and_count_whole_raters() -> None:
    row = {"rater": "a", "threshold": 0.4, "sd": 0.1, "result": "passed", "address": "/"}
    drawn = vl_convert.vegalite_to_svg(draw_thresholds([row], 0.7, False))
    assert ">Threshold: strength found three times in four<" in drawn
    assert drawn.count(">1<") == drawn.count(">0<") == 1


def test_thresholds_are_ranked_with_their_uncertainty_and_only_where_measured() -> None:
    study = make_study()
    for threshold, outcome in ((0.8, "screened_out_artefact"), (0.3, "passed")):
        session = make_session(study, screened=False)
        attempt = make_attempt("artefact", rater=session.rater)
        finish(attempt, outcome, threshold=threshold, threshold_sd=0.05)
    finish(make_attempt("artefact", rater=make_session(study, screened=False).rater), "passed")
    rows = threshold_rows(watch_of(study))
    found = [(row["threshold"], row["sd"], row["result"]) for row in rows]
    assert found == [(0.3, 0.05, "passed"), (0.8, 0.05, "not passed")]


def test_traps_and_repeats_are_judged_by_what_was_chosen_not_by_the_side(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, trials_per_session=20))
    planned = unanswered_trials(session)
    pk = next(trial.pk for trial in planned if trial.kind == "vote")
    Trial.objects.exclude(pk=pk).delete()
    Trial.objects.update(position=0)
    first = Trial.objects.get()
    trap = copy_of(first, 1, kind="trap", expected="b")
    same = copy_of(first, 2, kind="repeat", repeats=first)
    swapped = copy_of(first, 3, kind="repeat", repeats=first, swap=True)
    against = copy_of(first, 4, kind="repeat", repeats=first, swap=True)
    for trial, choice in ((first, "a"), (trap, "b"), (same, "a"), (swapped, "b"), (against, "a")):
        fields = vote_fields(choice=choice)
        Vote.objects.create(trial=trial, presentation="flip_with_reference", **fields)
    (row,) = reliability_rows(watch_of(session.study))
    assert (row["traps"], row["traps_right_share"]) == (1, 1.0)
    assert (row["repeats"], row["repeats_alike_share"]) == (3, 2 / 3)
    assert row["threshold"] is None


def copy_of(trial: Trial, position: int, *, swap: bool = False, **kwargs) -> Trial:
    a, b = trial.stimulus_a, trial.stimulus_b
    return Trial.objects.create(
        study=trial.study,
        session=trial.session,
        position=position,
        crop=trial.crop,
        stimulus_a=b if swap else a,
        stimulus_b=a if swap else b,
        file_a=trial.file_a,
        file_b=trial.file_b,
        **kwargs,
    )


def test_a_table_shows_a_hundred_rows_and_the_data_all() -> None:
    rows = [{"n": number, "empty": None} for number in range(120)]
    figure = Figure("x", "X", "", [Column("n", "N", ",d"), Column("empty", "E")], rows)
    assert (len(figure.cells()), figure.hidden_rows) == (100, 20)
    assert figure.cells()[0][1].text == "–"
    assert figure.write_csv().splitlines()[:2] == ["n,empty", "0,"]
    assert len(figure.write_csv().splitlines()) == 121


def test_the_address_of_a_rater_leads_from_the_table(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    session = make_session(study, screened=False)
    attempt = make_attempt("artefact", rater=session.rater)
    finish(attempt, "passed", threshold=0.3, threshold_sd=0.05)
    client.force_login(study.owner)
    page = client.get(reverse("studies:raters", args=[study.slug])).content.decode()
    assert f'href="{reverse("studies:rater", args=[study.slug, session.rater.code])}"' in page
