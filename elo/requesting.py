from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from elo.evidence import used_votes
from elo.holding import give_up_dead_runs
from elo.models import FitRun
from elo.tasks import run_fit
from evalsite.studies.models import Study


class FitRefused(Exception):
    """No fit was begun; the message says why and what to do."""


def request_fit(
    *,
    study: Study,
    user: Any,
    model: str,
    seed: int,
    pool_rates: bool = False,
    without: Sequence[str] = (),
    reason: str = "",
) -> FitRun:
    """Put a fit into the worker's queue; a study has one under way at a time."""
    if without and not reason:
        raise FitRefused("Say why these raters are left out: the report states it.")
    give_up_dead_runs(study)
    if not used_votes(study).exists():
        raise FitRefused("There are no votes of accepted sessions yet.")
    try:
        with transaction.atomic():
            run = FitRun.objects.create(
                study=study,
                requested_by=user,
                model=model,
                seed=seed,
                pool_rates=pool_rates,
                without=list(without),
                without_reason=reason,
            )
            transaction.on_commit(lambda: run_fit.enqueue(run.pk))
    except IntegrityError:
        raise FitRefused("One is already waiting or running.") from None
    return run
