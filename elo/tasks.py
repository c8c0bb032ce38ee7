"""What the worker does. The web process only enqueues: it never loads PyMC."""

from __future__ import annotations

from django_tasks import task

from elo.models import FitRun


@task()
def run_fit(fit_run: int) -> None:
    from elo.fitting import carry_out

    carry_out(FitRun.objects.select_related("study").get(pk=fit_run))
