"""What each panel says, against rows made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult, get_date_max

from evalsite.live import counting, facts, tallying
from evalsite.live.panels.choosing import show_choosing
from evalsite.live.panels.coverage import show_coverage
from evalsite.live.panels.page import OF_FIT, PANELS
from evalsite.live.panels.quality import show_quality
from evalsite.live.panels.saving import show_saving
from evalsite.live.panels.scores import show_scores
from evalsite.live.panels.votes import list_bins, show_votes
from evalsite.live.pictures.coverage import draw_coverage
from evalsite.live.tests import scene
from evalsite.live.tests.scene import add_votes, look, make_live_study, make_refresh
from evalsite.studies.models import Condition, PooledPair, Refresh, Stimulus
from evalsite.testing import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return make_live_study(codecs=3, rates=2)


def test_bins_have_no_gap_and_their_ends_cover_what_they_say() -> None:
    bins = {10: {"answers": 6}, 30: {"answers": 5}}
    rows = list_bins(bins, 12, 35, 10)
    assert [(row["minutes"], row["answers"]) for row in rows] == [(8, 6), (10, 0), (5, 5)]
    assert [row["a_minute"] for row in rows] == [0.75, 0.0, 1.0]
    assert [(row["at"], row["end"]) for row in rows][0] == (12 * 60_000, 20 * 60_000)


def test_votes_a_minute_of_the_last_hours_or_the_whole(study) -> None:
    study.opened_at = now() - timedelta(hours=10)
    session = make_session(study, screened=False)
    add_votes(session, 4, at=now() - timedelta(hours=9))
    add_votes(session, 3, at=now() - timedelta(minutes=90))
    whole, recent = show_votes(look(study)), show_votes(look(study, recent=True))
    assert sum(row["answers"] for row in whole.rows) == 7
    assert sum(row["answers"] for row in recent.rows) == 3
    assert {row["minutes"] for row in recent.rows} == {1} and len(recent.rows) == 180


def test_a_closed_study_ends_when_it_closed(study) -> None:
    study.opened_at, study.closed_at = now() - timedelta(days=3), now() - timedelta(days=2)
    add_votes(make_session(study, screened=False), 2, at=now() - timedelta(days=2, minutes=30))
    rows = show_votes(look(study)).rows
    assert rows[-1]["answers"] == 2 and 30 <= len(rows) <= 32


def test_quality_has_a_share_with_its_interval_for_each_measure(study) -> None:
    session = make_session(study, screened=False)
    add_votes(session, 7, kind="trap")
    add_votes(session, 1, kind="trap", choice="b")
    add_votes(session, 3, choice="tie")
    panel = show_quality(look(study))
    traps, ties = panel.rows
    assert (traps["count"], traps["of"], traps["share"]) == (7, 8, 0.875)
    assert (traps["low"], traps["high"]) == (
        pytest.approx(0.529, abs=1e-3),
        pytest.approx(0.978, abs=1e-3),
    )
    assert (ties["measure"], ties["share"]) == ("“Can't tell”", 1.0)
    assert {row["measure"] for row in panel.data["quality"]} == {"Traps right", "“Can't tell”"}


def test_there_is_no_cant_tell_where_it_is_not_offered() -> None:
    study = make_live_study(allow_ties=False)
    add_votes(make_session(study, screened=False), 3)
    assert show_quality(look(study)).rows == []


@pytest.mark.parametrize(
    ("hours", "ages_min", "said"),
    [
        (2.0, [1], ("0.3", "in the last 10 minutes")),
        (2.0, [0], ("0.3", "in the last 10 minutes")),  # the running minute is in it
        (2.0, [12], ("0.0", "in the last 10 minutes")),
        (1 / 60, [0], ("1.5", "in the last minute")),  # not a tenth of it
    ],
)
def test_the_pace_counts_the_running_minute_and_none_before_the_study(
    hours, ages_min, said, monkeypatch
) -> None:
    at = now().replace(second=59, microsecond=0)
    for module in (facts, counting, scene, tallying):
        monkeypatch.setattr(module, "now", lambda: at)
    study = make_live_study(hours=hours)
    session = make_session(study, screened=False)
    for age_min in ages_min:
        add_votes(session, 3, at=at - timedelta(minutes=age_min, seconds=30))
    fact = facts.fact_of_pace(look(study))
    assert (fact.value, fact.note) == said


def test_a_great_pace_has_no_tenths(study) -> None:
    add_votes(make_session(study, screened=False), 331)
    assert facts.fact_of_pace(look(study)).value in {"30", "31", "32", "33"}


def test_coverage_counts_pairs_of_codecs_and_places_squares_by_codec_and_rate(study) -> None:
    pk = {each.name: each.pk for each in Condition.objects.filter(study=study)}
    low, high = "pico 0.1", "pico 0.4"
    pairs = [[pk[low], pk[high], 5], [pk[high], pk["vvc 0.1"], 2], [pk[low], pk["vvc 0.1"], 0]]
    make_refresh(study, 100, coverage=pairs)
    live = look(study)
    panel = show_coverage(live)
    squares = draw_coverage(live).to_dict()["layer"][1]["encoding"]["color"]
    assert squares["scale"]["zero"] is False, "pairs asked evenly are not all alike dark"
    assert "% 1 ?" in squares["legend"]["labelExpr"], "a legend of whole answers"
    assert panel.data["coverage"] == [{"a": 0, "b": 1, "n": 5}, {"a": 1, "b": 2, "n": 2}]
    rows = {(row["first"], row["second"]): row for row in panel.rows}
    assert (rows["PICO", "PICO"]["asked"], rows["PICO", "PICO"]["pairs"]) == (1, 1)
    assert (rows["PICO", "VVC"]["asked"], rows["PICO", "VVC"]["pairs"]) == (1, 4)
    assert rows["AV1", "AV1"]["answers"] == 0 and len(rows) == 6


def test_scores_stand_at_the_mean_rate_with_their_interval(study) -> None:
    condition = Condition.objects.filter(study=study).order_by("pk").first()
    make_refresh(study, 100, elo=[[condition.pk, 120.0, 10.0]])
    (row,) = show_scores(look(study)).rows
    assert (row["codec"], row["bpp"], row["elo"]) == ("PICO", pytest.approx(0.102), 120.0)
    assert (row["low"], row["high"]) == (100.4, 139.6)


def test_why_there_is_no_fit_is_said(study) -> None:
    make_refresh(study, 10, elo=[], savings=[], problem="The votes do not connect all conditions.")
    panel = show_scores(look(study))
    assert not panel.drawn
    when, why = panel.said.split(" UTC: ")
    assert when.startswith("When the worker last looked, 20")
    assert why == "The votes do not connect all conditions."


def test_savings_are_the_first_codecs_and_the_headline_is_the_widest(study) -> None:
    first, second, third = study.codecs.all()
    savings = [
        [first.pk, second.pk, 0.2, 0.1, 0.3],
        [first.pk, third.pk, 0.4, 0.2, 0.55],
        [second.pk, third.pk, 0.1, 0.0, 0.9],
    ]
    make_refresh(study, 1200, savings=savings)
    panel = show_saving(look(study))
    assert [(row["against"], row["width_points"]) for row in panel.rows] == [
        ("VVC", 20.0),
        ("AV1", 35.0),
    ]
    assert panel.said == (
        "After 1,200 votes PICO needs 60% of the bits of AV1 at equal quality "
        "(95 % interval 45% to 80%)."
    )


def test_simulated_fits_are_never_shown_as_peoples(study) -> None:
    make_refresh(study, 500, simulated=True)
    people, bots = look(study), look(study, simulated=True)
    for name in OF_FIT:
        assert not PANELS[name](people).drawn
        assert PANELS[name](bots).drawn


def test_how_pairs_were_chosen_is_counted_and_many_spares_are_told(study) -> None:
    session = make_session(study, screened=False)
    add_votes(session, 8, chosen="active")
    add_votes(session, 2, chosen="uniform")
    panel = show_choosing(look(study))
    shares = [(row["votes"], row["share"]) for row in panel.rows]
    assert shares == [(2, 0.2), (8, 0.8)] and "spare" not in panel.said
    add_votes(session, 3, chosen="spare")
    assert "23% of the votes were on spare pairs" in show_choosing(look(study)).said


def test_where_the_worker_stands_is_said(study) -> None:
    assert "has not fitted these votes yet" in show_choosing(look(study)).said
    make_refresh(study, 1500, ago=timedelta(minutes=7))
    a, b = Stimulus.objects.order_by("pk")[:2]
    crop = a.source.crops.get()
    PooledPair.objects.create(
        study=study,
        crop=crop,
        stimulus_a=a,
        stimulus_b=b,
        file_a=crop.file_code,
        file_b=crop.file_code,
        chosen="active",
    )
    said = show_choosing(look(study)).said.replace("\xa0", " ")
    assert "Last fit 7 minutes ago, of 1,500 votes, in 2.4 s. 1 planned pair lies ready." in said
    assert "waiting" not in said


def test_votes_without_a_new_fit_are_told(study) -> None:
    make_refresh(study, 100, ago=timedelta(minutes=15))
    assert "have come since" not in show_choosing(look(study)).said
    add_votes(make_session(study, screened=False), 4, at=now() - timedelta(minutes=5))
    said = show_choosing(look(study)).said
    assert "4 votes have come since: the worker is busy, or does not run." in said
    make_refresh(study, 104, ago=timedelta(minutes=8))
    assert "have come since" not in show_choosing(look(study)).said


@pytest.mark.parametrize("simulated", [False, True])
def test_a_failure_is_told_and_takes_no_picture_away(study, simulated) -> None:
    make_refresh(study, 500, simulated=simulated, ago=timedelta(minutes=5))
    Refresh.objects.create(study=study, votes=0, problem="It stopped with KeyError.")
    live = look(study, simulated=simulated)
    assert all(PANELS[name](live).drawn for name in OF_FIT)
    said = show_choosing(live).said.replace("\xa0", " ")
    assert "last looked, 0 minutes ago, it made no fit. It stopped with KeyError." in said
    assert show_scores(live).said.endswith(" UTC: It stopped with KeyError.")


def test_a_task_nobody_takes_is_told(study) -> None:
    waiting = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x",
        backend_name="default",
        run_after=get_date_max(),
    )
    assert "waiting" not in show_choosing(look(study)).said
    DBTaskResult.objects.filter(pk=waiting.pk).update(enqueued_at=now() - timedelta(minutes=9))
    said = show_choosing(look(study)).said.replace("\xa0", " ")
    assert "A task has been waiting for 9 minutes" in said and "db_worker" in said


def test_two_codecs_of_one_label_are_told_apart(study) -> None:
    study.codecs.update(label="VVC")
    make_refresh(study, 500)
    rows = show_saving(look(study)).rows
    assert [row["against"] for row in rows] == ["VVC (vvc)", "VVC (av1)"]
