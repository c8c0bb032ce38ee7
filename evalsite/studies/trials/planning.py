"""Trials are planned in blocks of ten when a session needs them; being planned reserves the pair.

A trial nobody answered counts as asked only while its session runs, so that an abandoned block
returns to the pool by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db import IntegrityError
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from evalsite.studies.models import Session, Trial
from evalsite.studies.trials.planner import Planner
from evalsite.studies.trials.schedule import BLOCK, draw_schedule
from evalsite.studies.trials.stock import read_stock

FEW = 3  # the page decodes this many trials ahead, so the next block must be there by then
TRAINING = (-3, -2, -1)


def unanswered_trials(session: Session) -> list[Trial]:
    """Planned trials without a vote, in order; plans the next block when few are left."""
    had = list(own_trials(session))
    waiting = [trial for trial in had if not trial.answered]  # type: ignore[attr-defined]
    if len(waiting) > FEW:
        return waiting
    try:
        return waiting + plan_block(session, had)
    except IntegrityError:
        # Another tab planned the same block first; its trials are as good.
        return list(own_trials(session).filter(vote=None))


def own_trials(session: Session) -> QuerySet[Trial]:
    answered = ExpressionWrapper(Q(vote__isnull=False), BooleanField())
    return session.trials.annotate(answered=answered).select_related("crop").order_by("position")


def plan_block(session: Session, had: Sequence[Trial]) -> list[Trial]:
    first = had[-1].position + 1 if had else TRAINING[0]
    if first >= session.study.trials_per_session:
        return []
    rng = np.random.default_rng([session.seed, first + len(TRAINING)])
    planner = Planner(session, read_stock(session.study), had, rng)
    trials = planner.plan_training(TRAINING) if first < 0 else []
    first = max(first, 0)
    schedule = draw_schedule(trials=session.study.trials_per_session, seed=session.seed)
    trials += planner.plan_kinds(first, schedule[first : first + BLOCK])
    return Trial.objects.bulk_create(trials)
