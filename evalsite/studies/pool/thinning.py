"""Keeps the history of refreshes small: all of the last hour, then a few hundred in all."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from evalsite.studies.models import Refresh
from evalsite.studies.pool.tasks import refresh_pairs

KEEP_ALL = timedelta(hours=1)
KEEP_OLD = 200  # about as many as a chart against the votes has room for


def thin_out(newest: Refresh) -> None:
    """Keep one old refresh for every so many votes. Coverage is kept of the newest alone."""
    history = Refresh.objects.filter(study=newest.study).exclude(pk=newest.pk)
    history.exclude(coverage=[]).update(coverage=[])
    old = history.filter(made_at__lt=newest.made_at - KEEP_ALL).order_by("votes", "pk")
    step = max(1, newest.votes // KEEP_OLD)
    kept: set[int] = set()
    surplus = []
    for pk, votes in old.values_list("pk", "votes"):
        if votes // step in kept:
            surplus.append(pk)
        kept.add(votes // step)
    Refresh.objects.filter(pk__in=surplus).delete()


def forget_tasks() -> None:
    """The queue keeps what became of every task; a refresh tells that itself."""
    done = DBTaskResult.objects.finished().filter(task_path=refresh_pairs.module_path)
    done.filter(finished_at__lt=now() - KEEP_ALL).delete()
