from __future__ import annotations

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from evalsite.studies.models import Session, Trial, Vote
from evalsite.studies.trials.planning import FEW, plan_block, unanswered_trials
from evalsite.studies.trials.voting import Seen, VoteConflict, record_vote
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.testing import make_open_study, make_session

pytestmark = pytest.mark.django_db
SEEN = Seen(response_ms=1000, time_a_ms=400, time_b_ms=600)


def answer(trial: Trial, choice: str | None = None) -> Vote:
    return record_vote(trial=trial, choice=choice or trial.expected or "a", seen=SEEN)


def answer_all(session: Session, *, traps_wrong: int = 0) -> list[Trial]:
    seen: list[Trial] = []
    while trials := unanswered_trials(session):
        for trial in trials:
            choice = trial.expected
            if trial.kind == Trial.Kind.TRAP and traps_wrong:
                choice, traps_wrong = {"a": "b", "b": "a"}[choice], traps_wrong - 1
            answer(trial, choice)
        seen += trials
    return seen


def test_a_session_begins_with_training_and_a_block_of_ten(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    trials = unanswered_trials(session)
    assert [trial.position for trial in trials] == [-3, -2, -1, *range(10)]
    assert all(trial.kind == Trial.Kind.TRAINING for trial in trials[:3])
    assert unanswered_trials(session) == trials, "asking again plans nothing"


def test_the_next_block_is_planned_when_few_trials_are_left(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    trials = unanswered_trials(session)
    for trial in trials[: len(trials) - FEW - 1]:
        answer(trial)
    assert len(unanswered_trials(session)) == FEW + 1
    answer(trials[-FEW - 1])
    assert len(unanswered_trials(session)) == FEW + 10


def test_a_whole_session_keeps_the_shares_and_ends(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, trials_per_session=40))
    trials = answer_all(session)
    kinds = Counter(trial.kind for trial in trials)
    assert kinds[Trial.Kind.TRAINING] == 3 and kinds[Trial.Kind.TRAP] >= 8
    assert sum(kinds.values()) == 43 and kinds[Trial.Kind.BIAS] == 2
    assert finish_when_done(session)
    session.refresh_from_db()
    assert (session.outcome, session.accepted, session.used) == ("completed", True, True)


def test_repeats_ask_the_same_pair_again_later(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, trials_per_session=60))
    repeats = [trial for trial in answer_all(session) if trial.kind == Trial.Kind.REPEAT]
    assert len(repeats) == 3
    for trial in repeats:
        again = trial.repeats
        assert {trial.stimulus_a_id, trial.stimulus_b_id} == {
            again.stimulus_a_id,
            again.stimulus_b_id,
        }
        assert len({each.repeats_id for each in repeats}) == 3
        assert trial.crop_id == again.crop_id and trial.position - again.position >= 5


@pytest.mark.parametrize(
    ("wrong", "outcome", "accepted", "used"),
    [
        (1, "completed", True, True),
        (2, "completed", True, False),
        (3, "failed_attention", False, False),
    ],
)
def test_the_policy_decides_pay_and_use_apart(wrong, outcome, accepted, used, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    answer_all(session, traps_wrong=wrong)
    finish_when_done(session)
    assert (session.outcome, session.accepted, session.used) == (outcome, accepted, used)


def test_cannot_tell_on_a_trap_is_wrong(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    while trials := unanswered_trials(session):
        for trial in trials:
            answer(trial, "tie" if trial.kind == Trial.Kind.TRAP else None)
    finish_when_done(session)
    assert session.outcome == "failed_attention"


def test_bias_trials_show_one_stimulus_twice(tmp_path) -> None:
    study = make_open_study(tmp_path, trials_per_session=60)
    session = make_session(study)
    trials = answer_all(session)
    biased = [trial for trial in trials if trial.kind == Trial.Kind.BIAS]
    assert biased and all(trial.stimulus_a_id == trial.stimulus_b_id for trial in biased)


def test_two_tabs_plan_one_block(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    plan_block(session, [])
    planned = list(session.trials.values_list("pk", flat=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        twin = session.trials.first()
        twin.pk, twin.code = None, session.code
        twin.save(force_insert=True)
    assert list(session.trials.values_list("pk", flat=True)) == planned


def test_the_same_answer_twice_is_one_vote_and_another_is_refused(tmp_path) -> None:
    trial = unanswered_trials(make_session(make_open_study(tmp_path)))[0]
    first = answer(trial, "a")
    assert answer(trial, "a") == first
    with pytest.raises(VoteConflict):
        answer(trial, "b")
    assert Vote.objects.get(trial=trial).choice == "a"
