"""What pages remember of the answers of whole visits must be what a count of everything says."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from evalsite.studies import answers
from evalsite.studies.answers import answers_by_minute
from evalsite.studies.memory import Memory
from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.overview import summarise_studies
from evalsite.studies.pool.grid import read_grid
from evalsite.studies.pool.settled import count_settled
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.studies.watching import watch
from evalsite.studies.watching.watch import Watch
from evalsite.testing import make_open_study, make_session
from imgcodecs.tests.waiting import PATIENCE_S

pytestmark = pytest.mark.django_db
# Of another process, which has the tests' database, the code of a visit, and nothing else of ours.
ELSEWHERE = """
import sys
import django
from django.db import connection
django.setup()
connection.settings_dict["NAME"] = sys.argv[1]
from evalsite.studies.models import Session
from evalsite.studies.visits.withdrawing import withdraw
session = Session.objects.get(code=sys.argv[2])
"""
WITHDRAW = "withdraw(session.rater, session)"
EXCLUDE = "session.used = False; session.save(update_fields=['used'])"


@pytest.fixture
def study(tmp_path) -> Study:
    return make_open_study(tmp_path)


def answer(session: Session, *, whole: bool = True, simulated: bool = False) -> None:
    """A comparison every 20 s, some days ago."""
    at = session.started_at - timedelta(days=3)
    while trials := unanswered_trials(session):
        for trial in trials:
            at += timedelta(seconds=20)
            choice = trial.expected or "a"
            Vote(
                trial=trial, choice=choice, response_ms=1, simulated=simulated, arrived_at=at
            ).save()
        if not whole:
            return
    assert finish_when_done(session)


def told(study: Study) -> tuple:
    """What the pages say, of people and of simulated raters."""
    return answers_by_minute([study]), *(Watch(study, kind).tallies for kind in (False, True))


def as_counted_anew(study: Study, monkeypatch) -> tuple:
    with monkeypatch.context() as patch:
        patch.setattr(answers, "_remembered", Memory(1))
        patch.setattr(watch, "_tallied", Memory(2))
        return told(study)


def by_hand(study: Study) -> dict:
    """The minutes of the study, vote by vote."""
    counted: dict = {(study.pk, kind): {} for kind in (False, True)}
    for vote in Vote.objects.filter(trial__study=study).select_related("trial"):
        if vote.trial.kind == "training":
            continue
        minute = vote.arrived_at.replace(second=0, microsecond=0)
        row = counted[study.pk, vote.simulated].setdefault(minute, [0, 0])
        row[0] += 1
        row[1] += vote.trial.kind == "vote"
    return {
        key: [(minute, *row) for minute, row in sorted(minutes.items())]
        for key, minutes in counted.items()
    }


def sums(study: Study, simulated: bool = False) -> tuple[int, int]:
    minutes = answers_by_minute([study])[study.pk, simulated]
    return sum(all_ for _, all_, _ in minutes), sum(votes for *_, votes in minutes)


def test_what_is_remembered_is_what_is_stored(study, monkeypatch) -> None:
    for whole in (True, False, True):
        answer(make_session(study), whole=whole)
        answer(make_session(study), whole=whole, simulated=True)
        assert told(study) == as_counted_anew(study, monkeypatch)
    asked = Vote.objects.filter(trial__position__gte=0)
    for simulated in (False, True):
        kind = asked.filter(simulated=simulated)
        assert sums(study, simulated) == (kind.count(), kind.filter(trial__kind="vote").count())


@pytest.mark.parametrize("forgets", [False, True])
def test_every_minute_is_what_its_votes_say(study, monkeypatch, forgets: bool) -> None:
    """After new votes, a rater who withdraws and votes excluded; after a restart as before it."""
    gone, excluded = make_session(study), make_session(study)
    deeds = [
        lambda: answer(gone),
        lambda: answer(excluded),
        lambda: answer(make_session(study), simulated=True),
        lambda: withdraw(gone.rater, gone),
        lambda: study.sessions.filter(pk=excluded.pk).update(used=False),
        lambda: answer(make_session(study), whole=False),
    ]
    for deed in deeds:
        deed()
        if forgets:
            monkeypatch.setattr(answers, "_remembered", Memory(1))
        assert answers_by_minute([study]) == by_hand(study)
    assert any(len(minutes) > 1 for minutes in by_hand(study).values())


def test_a_minute_is_read_as_the_database_writes_it(study) -> None:
    answer(make_session(study), whole=False)
    for moment in ("2026-01-31T23:59:00+00:00", "2026-02-01T00:59:59.999999+01:00"):
        Vote.objects.all().erase()
        trial = study.trials.exclude(kind="training").first()
        at = datetime.fromisoformat(moment)
        Vote(trial=trial, choice=trial.expected or "a", response_ms=1, arrived_at=at).save()
        ((minute, *_),) = answers_by_minute([study])[study.pk, False]
        assert minute == datetime(2026, 1, 31, 23, 59, tzinfo=UTC)


def test_a_visit_that_goes_on_is_counted_again_each_time(study, monkeypatch) -> None:
    session = make_session(study)
    answer(session, whole=False)
    before = sums(study)
    answer(session)
    assert sums(study) > before
    assert told(study) == as_counted_anew(study, monkeypatch)


def test_answers_taken_back_leave(study, monkeypatch) -> None:
    gone, stays = make_session(study), make_session(study)
    answer(gone), answer(stays)
    both = sums(study)
    assert Watch(study, False).tallies.keys() == {gone.pk, stays.pk}
    withdraw(gone.rater, gone)
    assert sums(study) < both and Watch(study, False).tallies.keys() == {stays.pk}
    assert told(study) == as_counted_anew(study, monkeypatch)


def in_use(study: Study) -> set[int]:
    """The visits, of which the pages and the counts of pairs say the same."""
    by_page = {visit.session for visit in Watch(study, False).visits if visit.used}
    counted = study.sessions.filter(code__in=count_settled(study, read_grid(study)).visits)
    assert {visit.pk for visit in counted} == by_page
    assert summarise_studies([study])[0].used == len(by_page)
    return by_page


def do_elsewhere(deed: str, session: Session) -> None:
    arguments = str(connection.settings_dict["NAME"]), str(session.code)
    command = [sys.executable, "-c", ELSEWHERE + deed, *arguments]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, timeout=PATIENCE_S)


@pytest.mark.django_db(transaction=True)
def test_what_another_process_takes_back_or_excludes_shows_at_once(study, monkeypatch) -> None:
    gone, excluded, stays = (make_session(study) for _ in range(3))
    answer(gone), answer(excluded), answer(stays)
    study.sessions.update(used=True)
    before, _ = sums(study), told(study)
    assert in_use(study) == {gone.pk, excluded.pk, stays.pk}
    do_elsewhere(EXCLUDE, excluded)
    assert in_use(study) == {gone.pk, stays.pk}
    assert sums(study) == before, "excluded answers are answers still"
    do_elsewhere(WITHDRAW, gone)
    assert sums(study) == tuple(number * 2 / 3 for number in before)
    assert Watch(study, False).tallies.keys() == {excluded.pk, stays.pk}
    assert told(study) == as_counted_anew(study, monkeypatch)
    assert in_use(study) == {stays.pk}


def test_answers_of_a_visit_that_timed_out_may_still_come(study) -> None:
    session = make_session(study)
    answer(session, whole=False)
    session.finish("timed_out")
    before = sums(study)
    trial = unanswered_trials(session)[0]
    Vote.objects.create(trial=trial, choice=trial.expected or "a", response_ms=1, arrived_at=now())
    assert sums(study) > before


def test_votes_counted_once_are_not_read_again(study) -> None:
    for _ in range(2):
        answer(make_session(study))
    told(study)
    with CaptureQueriesContext(connection) as queries:
        told(study)
    assert not any("studies_vote" in query["sql"] for query in queries)


def test_many_visits_are_named_a_few_at_a_time(study, monkeypatch) -> None:
    for _ in range(3):
        answer(make_session(study), whole=False)
    at_once = told(study)
    monkeypatch.setattr(answers, "NAMED_AT_ONCE", 2)
    assert told(study) == at_once
