"""What is remembered between refreshes must be what a count of everything says."""

from __future__ import annotations

import numpy as np
import pytest
from django.utils.timezone import now

from evalsite.studies.memory import Memory
from evalsite.studies.models import Session
from evalsite.studies.pool import settled
from evalsite.studies.pool.grid import read_grid
from evalsite.studies.pool.settled import count_settled
from evalsite.studies.pool.tally import Tally, read_tally
from evalsite.studies.pool.tests.test_refreshing import answer_all
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import make_open_study, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    return make_open_study(tmp_path)


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    monkeypatch.setattr(settled, "_remembered", Memory(4))


def tally_of(study) -> Tally:
    return read_tally(study, read_grid(study))


def assert_as_counted_anew(study, monkeypatch) -> Tally:
    told = tally_of(study)
    with monkeypatch.context() as patch:
        patch.setattr(settled, "_remembered", Memory(4))
        anew = tally_of(study)
    for name in ("asked", "answers", "wins"):
        np.testing.assert_array_equal(getattr(told, name), getattr(anew, name))
    return told


def test_later_visits_are_added(study, monkeypatch) -> None:
    before = 0
    for _ in range(3):
        answer_all(make_session(study))
        tally = assert_as_counted_anew(study, monkeypatch)
        assert tally.votes > before
        before = tally.votes


def test_visits_counted_once_are_not_read_again(study, django_assert_num_queries) -> None:
    answer_all(make_session(study))
    grid = read_grid(study)
    first = count_settled(study, grid)
    with django_assert_num_queries(1):
        assert count_settled(study, grid) is first


def test_answers_taken_back_leave(study, monkeypatch) -> None:
    gone, stays = make_session(study), make_session(study)
    answer_all(gone), answer_all(stays)
    both = tally_of(study).votes
    withdraw(gone.rater, gone)
    assert 0 < assert_as_counted_anew(study, monkeypatch).votes < both


def test_a_visit_that_ends_while_the_others_are_read_is_counted_once(study, monkeypatch) -> None:
    sessions = [make_session(study) for _ in range(3)]
    answer_all(sessions.pop())
    read_rows = settled.read_rows

    def end_one_and_read(asked):
        if sessions:
            answer_all(sessions.pop())
        return read_rows(asked)

    monkeypatch.setattr(settled, "read_rows", end_one_and_read)
    for _ in range(3):
        count_settled(study, read_grid(study))
    assert_as_counted_anew(study, monkeypatch)


def test_another_grid_is_counted_anew(study) -> None:
    answer_all(make_session(study))
    grid = read_grid(study)
    first = count_settled(study, grid)
    last = study.conditions.filter(role="rated").last()
    assert last is not None
    type(last).objects.filter(pk=last.pk).update(role="trap", codec=None)
    other = read_grid(study)
    assert len(other.conditions) == len(grid.conditions) - 1
    assert not settled.fits(first, other)


def test_running_visits_are_not_settled(study) -> None:
    session = make_session(study)
    Session.objects.filter(pk=session.pk).update(last_seen_at=now())
    assert count_settled(study, read_grid(study)).visits == frozenset()
