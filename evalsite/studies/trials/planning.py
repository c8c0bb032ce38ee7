"""Trials are planned in blocks of ten when a session needs them; being planned reserves the pair.

A trial nobody answered counts as asked only while its session runs, so that an abandoned block
returns to the pool by itself. How many queries a block takes depends neither on the votes stored
nor on the size of the study.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F

from evalsite.studies.models import Session, Trial
from evalsite.studies.pool.asking import ask_when_due
from evalsite.studies.pool.taking import take_pairs
from evalsite.studies.trials.planner import Planner
from evalsite.studies.trials.sampler import Past, cell_of, make_cell
from evalsite.studies.trials.schedule import BLOCK, REPEAT_GAP, draw_schedule
from evalsite.studies.trials.windows import find_windows

FEW = 3  # the page decodes this many trials ahead, so the next block must be there by then
TRAINING = (-3, -2, -1)


def unanswered_trials(session: Session) -> list[Trial]:
    """Planned trials without a vote, in order; plans the next block when few are left."""
    had = own_trials(session)
    waiting = keep_unanswered(had)
    if len(waiting) > FEW:
        return waiting
    try:
        planned = plan_block(session, had)
    except IntegrityError:
        # Another tab planned the same block first; its trials are as good.
        return keep_unanswered(own_trials(session))
    if planned:
        ask_when_due(session.study, newest_answer(had))
    return waiting + planned


def own_trials(session: Session) -> list[Trial]:
    """Each with its crop, which this process has already."""
    windows = find_windows(session.study)
    trials = list(session.trials.annotate(answered_at=F("vote__arrived_at")).order_by("position"))
    for trial in trials:
        trial.crop = windows[trial.crop_id].crop
    return trials


def keep_unanswered(trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if answered_at(trial) is None]


def answered_at(trial: Trial) -> datetime | None:
    return trial.answered_at  # type: ignore[attr-defined, no-any-return]


def newest_answer(had: Sequence[Trial]) -> datetime | None:
    return max(filter(None, map(answered_at, had)), default=None)


@transaction.atomic
def plan_block(session: Session, had: Sequence[Trial]) -> list[Trial]:
    """Store the next block. Where another tab was first, the pairs taken return to the pool."""
    kinds = next_kinds(session, had)
    if not kinds:
        return []
    first = next(iter(kinds))
    rng = np.random.default_rng([session.seed, first + len(TRAINING)])
    past = remember(session, had)
    votes = sum(kind == Trial.Kind.VOTE for kind in kinds.values())
    taken = take_pairs(study=session.study, how_many=votes, past=past)
    planner = Planner(session, past, find_repeatable(had, max(first, 0)), rng)
    return Trial.objects.bulk_create(planner.plan(kinds, taken))


def next_kinds(session: Session, had: Sequence[Trial]) -> dict[int, Trial.Kind]:
    """Kinds of the trials to plan, by position."""
    trials = session.study.trials_per_session
    first = had[-1].position + 1 if had else 0
    schedule = enumerate(draw_schedule(trials=trials, seed=session.seed))
    practice = {} if had else dict.fromkeys(TRAINING, Trial.Kind.TRAINING)
    return practice | dict(islice(schedule, first, first + BLOCK))


def remember(session: Session, had: Sequence[Trial]) -> Past:
    """What the rater was asked about, in this session and in the ones before."""
    past = Past(find_windows(session.study))
    for trial in had:
        if trial.kind == Trial.Kind.VOTE:
            past.add(cell_of(trial))
    if session.number > 1:
        earlier = Trial.objects.filter(
            study=session.study_id, session__rater=session.rater_id, kind=Trial.Kind.VOTE
        ).exclude(session=session)
        for row in earlier.order_by().values_list("crop", "stimulus_a", "stimulus_b"):
            past.add(make_cell(*row))
    return past


def find_repeatable(had: Sequence[Trial], first: int) -> list[Trial]:
    """Pairs asked long enough ago, and not a second time yet."""
    repeated = {trial.repeats_id for trial in had}
    return [
        trial
        for trial in had
        if trial.kind == Trial.Kind.VOTE
        and trial.pk not in repeated
        and trial.position <= first - REPEAT_GAP
    ]
