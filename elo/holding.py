"""Fits whose process is gone."""

from __future__ import annotations

from elo.models import FitRun
from evalsite.studies.models import Study
from evalsite.studies.progress import GONE, is_dead


def give_up_dead_runs(study: Study) -> None:
    """Fail runs whose process is gone, so that they do not stand in the way of the next."""
    for run in FitRun.objects.filter(study=study, state=FitRun.State.RUNNING):
        if is_dead(run):
            run.fail(GONE)
