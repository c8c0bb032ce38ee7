"""Practice is explained pair by pair, covers the range, and is never analysed."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from elo.evidence import load_votes
from evalsite.studies.models import Condition, Trial, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.training import LOOK_FOR, explain
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.testing import log_in_rater, make_open_study, make_session, vote_fields

pytestmark = pytest.mark.django_db
SEEN = Seen(response_ms=2000, time_a_ms=900, time_b_ms=1100, flips=3)


@pytest.fixture
def session(tmp_path):
    study = make_open_study(tmp_path, manifest={"rates": (0.2, 0.5, 1.0)})
    return make_session(study)


def practice(session) -> list[Trial]:
    return [trial for trial in unanswered_trials(session) if trial.position < 0]


def other_side(trial: Trial):
    return trial.stimulus_b if trial.expected == "a" else trial.stimulus_a


def original_of(trial: Trial):
    return trial.stimulus_a if trial.expected == "a" else trial.stimulus_b


def test_three_pairs_go_from_obvious_to_subtle_and_the_original_is_expected(session) -> None:
    trials = practice(session)
    assert [trial.position for trial in trials] == list(LOOK_FOR)
    for trial in trials:
        assert original_of(trial).condition.role == Condition.Role.ORIGINAL
    trap, low, middle = (other_side(trial) for trial in trials)
    assert trap.condition.role == Condition.Role.TRAP
    assert low.bpp == 0.2 and middle.bpp == 0.5


@pytest.mark.parametrize(
    ("pick", "right", "said"),
    [
        (lambda trial: trial.expected, True, "Yes: {} is the original itself."),
        (lambda trial: "tie", False, "Hard to tell, and that is fine. {} is the original"),
        (
            lambda trial: "ba"[trial.expected == "b"],
            False,
            "Look once more: this time {} is the original",
        ),
    ],
)
def test_each_answer_is_told_which_one_the_original_is_and_what_to_look_for(
    session, pick, right, said
) -> None:
    for trial in practice(session):
        told = explain(trial, pick(trial))
        assert told["right"] is right and told["told"] == trial.expected
        assert said.format(trial.expected.upper()) in str(told["words"])
        assert str(LOOK_FOR[trial.position]) in str(told["words"])


def test_no_explanation_names_what_only_some_codecs_do() -> None:
    named = ("block", "flat", "smooth", "soft", "blur", "ring", "grain", "band", "noise")
    words = [re.sub("smooth areas", "", str(each)) for each in LOOK_FOR.values()]
    assert not [(name, each) for name in named for each in words if name in each.lower()]
    assert all(re.search("look at|stay on", each.lower()) for each in words)


def test_after_practice_nothing_is_explained(client, session) -> None:
    log_in_rater(client, session)
    address = reverse("studies:vote", args=[session.code])
    for trial in unanswered_trials(session):
        told = client.post(address, vote_fields(trial=trial.code, choice="a")).json()
        assert ("words" in told) == (trial.position < 0)


def test_practice_is_in_no_analysis_and_decides_nothing(session) -> None:
    while trials := unanswered_trials(session):
        for trial in trials:
            wrong = {"a": "b", "b": "a"}.get(trial.expected, "a")
            training = trial.kind == Trial.Kind.TRAINING
            choice = wrong if training else trial.expected or "a"
            record_vote(trial=trial, choice=choice, seen=SEEN)
    assert finish_when_done(session)
    assert session.accepted and session.used, "wrong answers in practice are no traps"
    assert Vote.objects.count() == 23
    assert len(load_votes(session.study).choice) == 20
