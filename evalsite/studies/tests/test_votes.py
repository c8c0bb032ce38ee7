from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from evalsite.studies.models import Trial, Vote
from evalsite.studies.models.vote import VotesAreSacred
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import make_open_study, make_session

pytestmark = pytest.mark.django_db


def make_vote(tmp_path) -> Vote:
    session = make_session(make_open_study(tmp_path))
    trial = unanswered_trials(session)[0]
    return record_vote(trial=trial, choice="a", seen=Seen(response_ms=1))


def test_a_vote_is_never_updated(tmp_path) -> None:
    vote = make_vote(tmp_path)
    vote.choice = "b"
    with pytest.raises(VotesAreSacred):
        vote.save()
    with pytest.raises(VotesAreSacred):
        Vote.objects.update(choice="b")


def test_the_database_itself_refuses_to_change_a_vote(tmp_path) -> None:
    vote = make_vote(tmp_path)
    with (
        pytest.raises(DatabaseError, match="never updated"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE studies_vote SET choice = 'b' WHERE id = %s", [vote.pk])
    assert Vote.objects.get(pk=vote.pk).choice == "a"


def test_a_vote_is_never_deleted_by_the_application(tmp_path) -> None:
    vote = make_vote(tmp_path)
    with pytest.raises(VotesAreSacred):
        vote.delete()
    with pytest.raises(VotesAreSacred):
        Vote.objects.all().delete()
    with pytest.raises(ProtectedError):
        vote.trial.delete()
    assert Vote.objects.filter(pk=vote.pk).exists()


def test_a_trial_has_one_vote(tmp_path) -> None:
    vote = make_vote(tmp_path)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(
            trial=vote.trial, choice="b", response_ms=1, presentation=vote.presentation
        )


def test_withdrawal_erases_the_votes_of_that_session_alone(tmp_path) -> None:
    kept = make_vote(tmp_path / "a")
    gone = make_vote(tmp_path / "b")
    session = gone.trial.session
    assert withdraw(session.rater, session) == 1
    assert list(Vote.objects.all()) == [kept]
    session.refresh_from_db()
    assert session.outcome == "withdrawn"
    assert Trial.objects.filter(session=session).exists()
