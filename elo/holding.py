"""Fits whose process is gone."""

from __future__ import annotations

from elo.models import FitRun
from evalsite.locks import is_held
from evalsite.studies.models import Study

GONE = "The process that worked on it ended in the middle (stopped, or out of memory). Fit again."


def give_up_dead_runs(study: Study) -> None:
    """Fail runs whose process is gone, so that they do not stand in the way of the next."""
    for run in FitRun.objects.filter(study=study, state=FitRun.State.RUNNING):
        if not is_held(run.folder):
            run.fail(GONE)
