"""Runs whose process is gone."""

from __future__ import annotations

from django.utils.timezone import now

from evalsite.encoding.models import EncodeRun
from evalsite.locks import is_held
from evalsite.studies.models import Study

GONE = (
    "The process that worked on it ended in the middle (stopped, or out of memory). "
    "“Go on” continues where it was."
)


def give_up_dead_runs(study: Study) -> None:
    """Fail runs whose process is gone: they would look at work for ever."""
    for run in study.encode_runs.filter(state=EncodeRun.State.RUNNING):
        if not is_held(run.folder):
            # It may have ended between the look at its row and the look at its lock.
            dead = EncodeRun.objects.filter(pk=run.pk, state=EncodeRun.State.RUNNING)
            dead.update(state=EncodeRun.State.FAILED, problem=GONE, ended_at=now())
