"""When the worker is asked for new pairs: the pool is low, or answers came since the last fit.

At most one request a study waits: its task is written down on the study, and who would ask again
looks there under a lock on the study's row. A task that was begun no longer waits, so that one
whose worker was killed stands in nobody's way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from evalsite.studies.models import PooledPair, Refresh, Study
from evalsite.studies.pool.tasks import refresh_pairs

LOW_SHARE = 1 / 2  # of a batch, left over
LEAST_PAUSE = timedelta(seconds=20)
# Refreshing takes at most a tenth of a core, a third when the pool runs low.
PAUSE_PER_WORK, PAUSE_PER_WORK_LOW = 10, 2


def ask_when_due(study: Study, newest_answer: datetime | None) -> None:
    """Ask if pairs run low, or if there is an answer younger than the last fit."""
    last = last_refresh(study)
    if last is None or is_due(last, newest_answer):
        ask_for_refresh(study)


def ask_at_end(study: Study) -> None:
    """Ask once a visit has ended: perhaps nobody comes after it whose block would ask.

    After the transaction, because closing a study takes its locks in another order. And whatever
    happens: a vote is acknowledged even if nobody can be asked.
    """

    def ask() -> None:
        ask_unless_just_done(study)

    transaction.on_commit(ask, robust=True)


def ask_unless_just_done(study: Study) -> None:
    """Without the pause between blocks: a visit ends once. A tenth of a core stays the most."""
    last = last_refresh(study)
    if last is None or now() - last.made_at > PAUSE_PER_WORK * timedelta(milliseconds=last.took_ms):
        ask_for_refresh(study)


def last_refresh(study: Study) -> Refresh | None:
    """With the number of pairs that are left in the pool."""
    left = (
        PooledPair.objects.filter(study=OuterRef("study"))
        .order_by()
        .values("study")
        .annotate(count=Count("id"))
        .values("count")
    )
    refreshes = Refresh.objects.filter(study=study).order_by("-made_at")
    counted = refreshes.annotate(left=Coalesce(Subquery(left), 0, output_field=IntegerField()))
    return counted.only("made_at", "took_ms", "pairs_planned").first()


def is_due(last: Refresh, newest_answer: datetime | None) -> bool:
    age, work = now() - last.made_at, timedelta(milliseconds=last.took_ms)
    if last.left < LOW_SHARE * last.pairs_planned:  # type: ignore[attr-defined]
        return age > PAUSE_PER_WORK_LOW * work
    answered = newest_answer is not None and newest_answer > last.made_at
    return answered and age > max(LEAST_PAUSE, PAUSE_PER_WORK * work)


def is_fresh(study: Study) -> bool:
    """Whether the last refresh is so young that another would take more than its share."""
    last = None if study.state == Study.State.CLOSED else last_refresh(study)
    if last is None:
        return False
    return now() - last.made_at < PAUSE_PER_WORK_LOW * timedelta(milliseconds=last.took_ms)


def ask_for_refresh(study: Study) -> None:
    """Put a refresh into the worker's queue, unless one is waiting there."""
    if is_waiting(read_task(study, lock=False)):
        return
    with transaction.atomic():
        if not is_waiting(read_task(study, lock=True)):
            asked = refresh_pairs.enqueue(study.pk)
            Study.objects.filter(pk=study.pk).update(refresh_task=asked.id)


def read_task(study: Study, *, lock: bool) -> UUID | None:
    studies = Study.objects.filter(pk=study.pk)
    if lock:
        # Not as strong as a delete's, which every new trial of the study would have to wait for.
        studies = studies.select_for_update(no_key=True)
    return studies.values_list("refresh_task", flat=True).get()


def is_waiting(task: UUID | None) -> bool:
    if task is None:
        return False
    try:
        return refresh_pairs.get_result(str(task)).status == TaskResultStatus.READY
    except TaskResultDoesNotExist:
        return False  # done long ago, and forgotten
