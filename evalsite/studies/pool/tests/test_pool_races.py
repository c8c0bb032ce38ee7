"""Many at once on PostgreSQL: every pair goes to one, and nobody waits for anybody."""

from __future__ import annotations

from collections import Counter
from threading import Event

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from evalsite.studies.models import PooledPair, Trial
from evalsite.studies.pool.asking import ask_for_refresh
from evalsite.studies.pool.refreshing import refresh_study
from evalsite.studies.pool.taking import take_pairs
from evalsite.studies.pool.tasks import refresh_pairs
from evalsite.studies.tests.test_races import at_once
from evalsite.studies.trials.planning import plan_block
from evalsite.studies.trials.sampler import Past
from evalsite.studies.trials.windows import find_windows
from evalsite.testing import make_open_study, make_session
from imgcodecs.tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL: run by make test"
    ),
]


@pytest.fixture
def study(tmp_path):
    study = make_open_study(tmp_path, manifest={"sources": 4}, trials_per_session=60)
    refresh_study(study)
    return study


def chosen_of(study) -> Counter[str]:
    votes = Trial.objects.filter(study=study, kind=Trial.Kind.VOTE)
    return Counter(votes.values_list("chosen", flat=True))


def test_one_who_holds_pairs_keeps_nobody_waiting_and_shares_none(study) -> None:
    first, held, release = [], Event(), Event()

    def hold() -> int:
        with transaction.atomic():
            first.extend(take_pairs(study=study, how_many=8, past=Past(find_windows(study))))
            held.set()
            release.wait(PATIENCE_S)
        return 0

    def take() -> int:
        held.wait(PATIENCE_S)
        with transaction.atomic():
            found = take_pairs(study=study, how_many=8, past=Past(find_windows(study)))
        release.set()
        return len({pair.pk for pair in found} - {pair.pk for pair in first})

    assert at_once([hold, take]) == [0, 8]
    assert PooledPair.objects.count() == 200 - 16


def test_blocks_planned_at_once_take_every_pair_once(study) -> None:
    sessions = [make_session(study) for _ in range(12)]
    sizes = at_once([lambda s=session: len(plan_block(s, [])) for session in sessions])
    assert sizes == [13] * 12
    chosen = chosen_of(study)
    assert chosen["balanced"] == 200 - PooledPair.objects.count(), "none is lost, none came twice"


def test_a_refresh_in_the_middle_leaves_nobody_without_pairs(study) -> None:
    sessions = [make_session(study) for _ in range(10)]
    deeds = [lambda s=session: len(plan_block(s, [])) for session in sessions]
    deeds[3:3] = [lambda: refresh_study(study).pairs_planned]
    deeds[7:7] = [lambda: refresh_study(study).pairs_planned]
    sizes = at_once(deeds)
    assert sorted(sizes, reverse=True)[2:] == [13] * 10
    chosen = chosen_of(study)
    assert chosen["spare"] == 0 and chosen["balanced"] > 0
    assert PooledPair.objects.count() <= 2 * max(sizes)
    refresh_study(study)
    assert PooledPair.objects.count() == study.refreshes.latest("pk").pairs_planned


def test_two_tabs_plan_one_block_and_lose_no_pair(study) -> None:
    session = make_session(study)

    def plan() -> int:
        try:
            return len(plan_block(session, []))
        except Exception as error:
            assert type(error).__name__ == "IntegrityError"
            return 0

    assert sorted(at_once([plan, plan, plan])) == [0, 0, 13]
    assert PooledPair.objects.count() == 200 - chosen_of(study)["balanced"]


def test_many_who_ask_at_once_are_one_request(study) -> None:
    DBTaskResult.objects.all().delete()
    at_once([lambda: ask_for_refresh(study) or 0 for _ in range(8)])
    tasks = DBTaskResult.objects.filter(task_path=refresh_pairs.module_path, status="READY")
    assert tasks.count() == 1
