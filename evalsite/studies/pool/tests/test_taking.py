from __future__ import annotations

from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evalsite.studies.models import PooledPair, Session, Trial
from evalsite.studies.pool.refreshing import refresh_study
from evalsite.studies.trials.planning import own_trials, plan_block, unanswered_trials
from evalsite.studies.trials.sampler import cell_of
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.testing import log_in_rater, make_open_study, make_session, vote_fields

pytestmark = pytest.mark.django_db
VOTE = Trial.Kind.VOTE


def plan_all(session: Session) -> list[Trial]:
    """Every block of a session, without answers."""
    while plan_block(session, own_trials(session)):
        pass
    return own_trials(session)


def votes_of(session: Session) -> list[Trial]:
    return [trial for trial in plan_all(session) if trial.kind == VOTE]


def test_a_block_comes_from_the_pool_and_says_how_its_pairs_were_chosen(tmp_path) -> None:
    study = make_open_study(tmp_path)
    refresh_study(study)
    PooledPair.objects.update(chosen="active")
    waiting = {(*cell_of(p), p.stimulus_a_id, p.file_a, p.file_b) for p in study.pooled_pairs.all()}
    trials = unanswered_trials(make_session(study))
    votes = [trial for trial in trials if trial.kind == VOTE]
    assert {trial.chosen for trial in votes} == {"active"}
    assert {trial.chosen for trial in trials if trial.kind != VOTE} == {""}
    assert study.pooled_pairs.count() == 200 - len(votes), "a pair taken has left the pool"
    for trial in votes:
        assert (*cell_of(trial), trial.stimulus_a_id, trial.file_a, trial.file_b) in waiting


def test_an_empty_pool_keeps_nobody_waiting(tmp_path) -> None:
    trials = unanswered_trials(make_session(make_open_study(tmp_path)))
    assert len(trials) == 13
    assert {trial.chosen for trial in trials if trial.kind == VOTE} == {"spare"}


def test_a_pool_that_runs_dry_is_filled_up_with_spare_pairs(tmp_path) -> None:
    study = make_open_study(tmp_path)
    refresh_study(study)
    PooledPair.objects.exclude(pk__in=PooledPair.objects.order_by("pk")[:2]).delete()
    trials = unanswered_trials(make_session(study))
    chosen = Counter(trial.chosen for trial in trials if trial.kind == VOTE)
    assert chosen["balanced"] == 2 and chosen["spare"] == chosen.total() - 2 > 0
    assert not study.pooled_pairs.exists()


@pytest.mark.parametrize("planned", [True, False], ids=["pool", "spare"])
def test_a_rater_is_never_asked_twice_while_there_is_another_pair(planned, tmp_path) -> None:
    """28 pairs on 3 pictures; two sessions have more votes than that and begin anew."""
    manifest = {"sources": 3, "rates": (0.2, 0.4, 0.6, 0.8)}
    study = make_open_study(
        tmp_path, manifest=manifest, trials_per_session=60, sessions_per_rater=2
    )
    if planned:
        refresh_study(study)
    first = make_session(study)
    had = votes_of(first)
    cells = {cell_of(trial) for trial in had}
    assert len(cells) == len(had) > 40
    first.finish("completed")
    second = make_session(study, rater=first.rater, number=2)
    again = Counter(cell_of(trial) for trial in votes_of(second))
    new = 84 - len(cells)
    assert len(again.keys() - cells) == new < again.total()
    assert max((again + Counter(cells)).values()) == 2, "no pair a third time"
    other = {cell_of(trial) for trial in votes_of(make_session(study))}
    assert other & cells, "another rater may be asked the same"


def test_in_a_tiny_study_it_begins_anew(tmp_path) -> None:
    study = make_open_study(tmp_path, manifest={"sources": 1, "rates": (0.5,)})
    votes = votes_of(make_session(study))
    assert len(votes) == 10 and len({cell_of(trial) for trial in votes}) == 1


def test_a_raters_pictures_take_turns(tmp_path) -> None:
    study = make_open_study(tmp_path, manifest={"sources": 5}, trials_per_session=40)
    refresh_study(study)
    of_source = Counter(trial.crop.source_id for trial in votes_of(make_session(study)))
    assert len(of_source) == 5 and max(of_source.values()) - min(of_source.values()) <= 3


def test_what_cannot_be_planned_returns_its_pairs(tmp_path) -> None:
    study = make_open_study(tmp_path)
    refresh_study(study)
    session = make_session(study)
    plan_block(session, [])
    left = set(study.pooled_pairs.values_list("pk", flat=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        plan_block(session, [])  # as a second tab does that knows nothing of the first
    assert set(study.pooled_pairs.values_list("pk", flat=True)) == left


def test_controls_keep_their_kinds_of_pictures(tmp_path) -> None:
    study = make_open_study(tmp_path, trials_per_session=60)
    for trial in plan_all(make_session(study)):
        roles = [trial.stimulus_a.condition.role, trial.stimulus_b.condition.role]
        if trial.kind in {"trap", "training"}:
            right = roles[0] if trial.expected == "a" else roles[1]
            assert right == "original" and roles.count("original") == 1
        if trial.kind == "trap" or trial.position == -3:
            assert set(roles) == {"original", "trap"}
        if trial.kind in {"vote", "bias", "repeat"}:
            assert set(roles) == {"rated"}
        for side in ("a", "b"):
            shown = getattr(trial, f"stimulus_{side}").showings.get(crop=trial.crop)
            assert shown.file_code == getattr(trial, f"file_{side}")


def count_block_queries(client, session, capture) -> int:
    with capture as queries:
        reply = client.get(reverse("studies:block", args=[session.code])).json()
    assert len(reply["trials"]) >= 10
    return len(queries)


def test_a_block_costs_the_same_queries_whatever_is_stored(
    client, tmp_path, django_assert_max_num_queries
) -> None:
    # Of 28 pairs, each asked before any is asked again, the first look finds enough new ones.
    manifest = {"sources": 3, "rates": (0.2, 0.4, 0.6, 0.8)}
    study = make_open_study(tmp_path, manifest=manifest, trials_per_session=60, sampler="balanced")
    counts = []
    for crowd in (0, 6):
        for _ in range(crowd):
            for trial in unanswered_trials(make_session(study)):
                record_vote(trial=trial, choice="a", seen=Seen(response_ms=900))
        refresh_study(study)
        session = make_session(study)
        log_in_rater(client, session)
        queries = count_block_queries(client, session, django_assert_max_num_queries(12))
        counts.append(queries)
    assert counts[1] <= counts[0], "the windows are known by now, and nothing else is more"


def test_the_page_goes_through_planned_pairs(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    refresh_study(study)
    session = make_session(study)
    log_in_rater(client, session)
    block, vote = (reverse(f"studies:{name}", args=[session.code]) for name in ("block", "vote"))
    while trials := client.get(block).json()["trials"]:
        for trial in trials:
            right = Trial.objects.get(code=trial["code"]).expected or "a"
            sent = vote_fields(trial=trial["code"], choice=right)
            assert client.post(vote, sent).status_code == 200
        page = str(trials).lower()
        assert not any(
            word in page for word in ("chosen", "active", "balanced", "uniform", "spare")
        )
    chosen = session.trials.filter(kind=VOTE).values_list("chosen", flat=True)
    assert set(chosen) == {"balanced"}
    session.refresh_from_db()
    assert session.outcome == "completed"


def test_votes_and_no_others_say_how_they_were_chosen(tmp_path) -> None:
    trials = unanswered_trials(make_session(make_open_study(tmp_path)))
    for kind, chosen in (("vote", ""), ("training", "active")):
        trial = next(trial for trial in trials if trial.kind == kind)
        trial.chosen = chosen
        named = pytest.raises(IntegrityError, match="vote_says_how_its_pair_was_chosen")
        with named, transaction.atomic():
            trial.save()
