from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.utils.timezone import now

from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.models import PooledPair, Refresh, Session, Trial
from evalsite.studies.pool import refreshing
from evalsite.studies.pool.fitting import choose_about
from evalsite.studies.pool.grid import read_grid
from evalsite.studies.pool.refreshing import LEAST_PAIRS, carry_out, count_needed, refresh_study
from evalsite.studies.pool.tally import read_tally
from evalsite.studies.pool.thinning import thin_out
from evalsite.studies.rules.opening import close_study
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import make_open_study, make_session, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    return make_open_study(tmp_path)


def answer_all(session: Session, *, attentive: bool = True) -> int:
    """A whole session; says how many answers to votes it has."""
    while trials := unanswered_trials(session):
        for trial in trials:
            wrong = {"a": "b", "b": "a"}.get(trial.expected)
            choice = (trial.expected if attentive else wrong) or "ab"[trial.position % 2]
            record_vote(trial=trial, choice=choice, seen=Seen(response_ms=900))
    finish_when_done(session)
    return session.trials.filter(kind=Trial.Kind.VOTE).count()


def count_chosen(study) -> Counter[str]:
    return Counter(study.pooled_pairs.values_list("chosen", flat=True))


def tally_of(study):
    return read_tally(study, read_grid(study))


def test_before_any_answer_pairs_are_planned_and_it_says_why_there_is_no_fit(study) -> None:
    refresh = refresh_study(study)
    assert (refresh.votes, refresh.elo, refresh.savings, refresh.coverage) == (0, [], [], [])
    assert refresh.problem == "There are no answers yet."
    assert refresh.pairs_planned == LEAST_PAIRS == study.pooled_pairs.count()
    rows = study.pooled_pairs.select_related("crop", "stimulus_a", "stimulus_b")
    for row in rows:
        assert row.stimulus_a_id != row.stimulus_b_id
        assert row.crop.source_id == row.stimulus_a.source_id == row.stimulus_b.source_id
        assert row.stimulus_a.showings.get(crop=row.crop).file_code == row.file_a
        assert row.stimulus_b.showings.get(crop=row.crop).file_code == row.file_b
        assert {row.stimulus_a.condition.role, row.stimulus_b.condition.role} == {"rated"}
    assert {row.chosen for row in rows} == {"balanced"}
    cells = Counter((r.crop_id, *sorted((r.stimulus_a_id, r.stimulus_b_id))) for r in rows)
    assert len(cells) == 12 and max(cells.values()) - min(cells.values()) <= 2
    firsts = sum(row.stimulus_a_id < row.stimulus_b_id for row in rows)
    assert 80 < firsts < 120


def test_a_fit_is_written_down_as_the_live_page_reads_it(study) -> None:
    votes = sum(answer_all(make_session(study)) for _ in range(6))
    refresh = Refresh.objects.get(pk=refresh_study(study).pk)
    assert (refresh.votes, refresh.simulated, refresh.problem) == (votes, False, "")
    rated = study.conditions.filter(role="rated").values_list("pk", flat=True)
    assert {row[0] for row in refresh.elo} == set(rated)
    assert all(1000 < elo < 3000 and 0 < sd < 400 for _, elo, sd in refresh.elo)
    assert sum(elo for _, elo, _ in refresh.elo) == pytest.approx(2000 * len(rated), abs=0.1)
    assert all(a < b for a, b, _ in refresh.coverage)
    assert sum(times for *_, times in refresh.coverage) == votes
    codecs = set(study.codecs.values_list("pk", flat=True))
    for test, anchor, median, low, high in refresh.savings:
        assert {test, anchor} <= codecs and test != anchor and low <= median <= high < 1
    assert (refresh.about_id is None) is (not refresh.savings)


def compared(test: int, probability: float, median: float) -> SimpleNamespace:
    saving = SimpleNamespace(median=median)
    return SimpleNamespace(test=str(test), probability=probability, saving=saving, refused=False)


def test_where_the_study_names_none_a_fit_is_about_the_surest_saver(study) -> None:
    found = [compared(3, 0.9, 0.1), compared(3, 0.5, 0.0), compared(8, 0.8, 0.5)]
    found += [compared(5, 0.8, 0.2), compared(5, 0.8, 0.9)]
    grid = read_grid(study)
    assert choose_about(grid, found) == 5, "0.8 as the other, and it saves more"
    assert choose_about(grid, []) is None
    assert choose_about(replace(grid, test=1), found) == grid.codecs[1], "the study's own"


def test_pairs_nobody_took_are_replaced(study) -> None:
    refresh_study(study)
    before = set(study.pooled_pairs.values_list("pk", flat=True))
    refresh_study(study)
    after = set(study.pooled_pairs.values_list("pk", flat=True))
    assert len(after) == LEAST_PAIRS and not before & after


def test_a_worker_killed_in_the_middle_leaves_pairs_to_take(study, monkeypatch) -> None:
    def be_killed(rows: QuerySet) -> None:
        raise KeyboardInterrupt

    refresh_study(study)
    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "delete", be_killed)
        with pytest.raises(KeyboardInterrupt):
            refresh_study(study)
    assert study.pooled_pairs.count() == 2 * LEAST_PAIRS
    trials = unanswered_trials(make_session(study))
    assert {trial.chosen for trial in trials if trial.kind == Trial.Kind.VOTE} == {"balanced"}
    refresh_study(study)
    assert study.pooled_pairs.count() == LEAST_PAIRS


def test_the_pairs_of_another_study_stay(study, tmp_path) -> None:
    other = make_open_study(tmp_path / "other")
    refresh_study(other)
    refresh_study(study)
    assert other.pooled_pairs.count() == LEAST_PAIRS and other.refreshes.count() == 1


def test_conditions_nobody_was_asked_about_are_named(study) -> None:
    session = make_session(study)
    trial = next(t for t in unanswered_trials(session) if t.kind == Trial.Kind.VOTE)
    record_vote(trial=trial, choice="a", seen=Seen(response_ms=900))
    problem = refresh_study(study).problem
    assert problem.startswith("2 of 4 conditions have no answer yet: ")
    shown = {trial.stimulus_a.condition.name, trial.stimulus_b.condition.name}
    for name in study.conditions.filter(role="rated").values_list("name", flat=True):
        assert (name in problem) == (name not in shown)


def test_conditions_in_two_groups_have_no_scores(study) -> None:
    for seed in range(6):
        for trial in unanswered_trials(make_session(study, seed=seed)):
            codecs = {trial.stimulus_a.condition.codec_id, trial.stimulus_b.condition.codec_id}
            if trial.kind == Trial.Kind.VOTE and len(codecs) == 1:
                record_vote(trial=trial, choice="a", seen=Seen(response_ms=900))
    assert min(tally_of(study).answers_of_condition) > 0
    refresh = refresh_study(study)
    assert "fall into 2 groups that were never compared" in refresh.problem
    assert (refresh.elo, refresh.savings) == ([], []) and refresh.pairs_planned == LEAST_PAIRS


def test_only_answers_in_use_and_sessions_at_it_count(study) -> None:
    used = answer_all(make_session(study))
    answer_all(make_session(study), attentive=False)  # not in use: its pairs are asked again
    assert (tally_of(study).votes, tally_of(study).asked.sum()) == (used, used)
    gone = make_session(study)
    block = [t for t in unanswered_trials(gone) if t.kind == Trial.Kind.VOTE]
    assert (tally_of(study).votes, tally_of(study).asked.sum()) == (used, used + len(block))
    record_vote(trial=block[0], choice="a", seen=Seen(response_ms=900))
    assert (tally_of(study).votes, tally_of(study).asked.sum()) == (used + 1, used + len(block))
    Session.objects.filter(pk=gone.pk).update(last_seen_at=now() - timedelta(hours=2))
    assert (tally_of(study).votes, tally_of(study).asked.sum()) == (used, used)


def test_withdrawn_answers_are_in_no_fit(study) -> None:
    session = make_session(study)
    answer_all(session)
    withdraw(session.rater, session)
    assert (tally_of(study).votes, tally_of(study).asked.sum()) == (0, 0)


def test_ties_are_half_a_win_and_sides_do_not_matter(study) -> None:
    session = make_session(study)
    trials = [t for t in unanswered_trials(session) if t.kind == Trial.Kind.VOTE]
    for trial in trials:
        record_vote(trial=trial, choice="tie", seen=Seen(response_ms=900))
    tally = tally_of(study)
    assert (tally.wins == tally.answers / 2).all() and tally.votes == len(trials)


def test_the_better_one_wins_on_either_side(study) -> None:
    better = study.conditions.filter(role="rated").order_by("pk")[0]
    for _ in range(3):
        for trial in unanswered_trials(make_session(study)):
            if trial.kind == Trial.Kind.VOTE:
                choice = "b" if trial.stimulus_b.condition_id == better.pk else "a"
                record_vote(trial=trial, choice=choice, seen=Seen(response_ms=900))
    grid, tally = read_grid(study), tally_of(study)
    place = grid.conditions.index(better.pk)
    assert tally.answers_of_condition[place] > 0
    lost = (tally.answers - tally.wins)[place, :].sum() + tally.wins[:, place].sum()
    assert lost == 0, "the one that always won has lost nowhere"


def test_answers_of_bots_count_only_where_there_are_no_others(study) -> None:
    person = make_session(study)
    simulate_votes(study=study, raters=4, votes=60, seed=3)
    refresh = refresh_study(study)
    assert refresh.simulated and refresh.votes > 10
    votes = answer_all(person)
    refresh = refresh_study(study)
    assert (refresh.simulated, refresh.votes) == (False, votes)


def test_bots_have_their_pairs_planned_as_they_go(study) -> None:
    simulate_votes(study=study, raters=12, votes=None, seed=5)
    chosen = Counter(
        Trial.objects.filter(study=study, kind=Trial.Kind.VOTE).values_list("chosen", flat=True)
    )
    assert chosen["balanced"] > 0.9 * sum(chosen.values())
    assert study.refreshes.count() >= 1


def test_an_active_study_begins_balanced_and_goes_on_with_what_tells_most(tmp_path) -> None:
    manifest = {"rates": (0.2, 0.4, 0.8, 1.6)}
    study = make_open_study(tmp_path, manifest=manifest, sampler="active", trials_per_session=60)
    refresh_study(study)
    assert count_chosen(study).keys() == {"balanced"}
    for _ in range(2):
        answer_all(make_session(study))
    refresh = refresh_study(study)
    assert not refresh.problem and count_chosen(study).keys() == {"active", "uniform"}
    assert 12 <= count_chosen(study)["uniform"] <= 50, "about 30 of 200"
    votes = [t for t in unanswered_trials(make_session(study)) if t.kind == Trial.Kind.VOTE]
    assert {trial.chosen for trial in votes} <= {"active", "uniform"}


def test_a_large_crowd_has_more_pairs_planned(study) -> None:
    for _ in range(15):
        make_session(study, screened=False)
    assert count_needed(study) == refresh_study(study).pairs_planned == 15 * 30 > LEAST_PAIRS


def test_a_closed_study_gets_its_last_fit_and_no_pairs(study) -> None:
    votes = answer_all(make_session(study))
    refresh_study(study)
    close_study(study)
    refresh = refresh_study(study)
    assert (refresh.votes, refresh.pairs_planned) == (votes, 0)
    assert not PooledPair.objects.filter(study=study).exists()


def test_a_failure_is_written_down_and_the_pool_stays(study, monkeypatch, caplog) -> None:
    refresh_study(study)
    monkeypatch.setattr(refreshing, "read_tally", lambda *_: 1 / 0)
    carry_out(study)
    last = study.refreshes.latest("pk")
    assert last.problem == "It stopped with ZeroDivisionError; the worker's log has the details."
    assert "refresh of study" in caplog.text and study.pooled_pairs.count() == LEAST_PAIRS


def test_history_is_thinned_and_coverage_kept_of_the_newest(study) -> None:
    old = now() - timedelta(hours=3)
    Refresh.objects.bulk_create(
        Refresh(study=study, votes=votes, made_at=old, coverage=[[1, 2, votes]])
        for votes in range(0, 20_000, 20)
    )
    recent = Refresh.objects.create(study=study, votes=20_000, coverage=[[1, 2, 3]])
    newest = Refresh.objects.create(study=study, votes=20_000, coverage=[[1, 2, 4]])
    thin_out(newest)
    kept = list(study.refreshes.order_by("pk").values_list("votes", flat=True))
    assert len(kept) == 200 + 2 and kept[:3] == [0, 100, 200]
    assert [r.pk for r in study.refreshes.exclude(coverage=[])] == [newest.pk]
    assert study.refreshes.filter(pk=recent.pk).exists()


def test_the_same_answers_give_the_same_plan(study) -> None:
    def plan() -> list[tuple[object, ...]]:
        refresh_study(study)
        columns = ("crop", "stimulus_a", "stimulus_b", "chosen")
        return list(study.pooled_pairs.order_by("pk").values_list(*columns))

    assert plan() == plan()


def test_by_hand(study, capsys) -> None:
    call_command("refresh_pairs", study=study.slug)
    said = capsys.readouterr().out
    assert "0 answers; no fit: There are no answers yet.; 200 pairs planned in" in said
    with pytest.raises(CommandError, match="is a draft: pairs are planned once it is open"):
        call_command("refresh_pairs", study=make_study().slug)
    with pytest.raises(CommandError, match="no study 'nowhere'; studies here: "):
        call_command("refresh_pairs", study="nowhere")
