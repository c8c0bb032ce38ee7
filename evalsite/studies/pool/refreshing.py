"""Votes to a quick fit, and from it the next pairs. Runs in the worker or a command only."""

from __future__ import annotations

import logging
import time

import numpy as np
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from elo.core.types import IntArray
from evalsite.studies.models import PooledPair, Refresh, Study
from evalsite.studies.pool.choosing import Choice, choose_batch, draw_seed
from evalsite.studies.pool.fitting import (
    NoFitYet,
    choose_about,
    compare_codecs,
    fit_quickly,
    list_coverage,
    list_elo,
    list_savings,
)
from evalsite.studies.pool.grid import Grid, read_grid
from evalsite.studies.pool.placing import draw_sides, place_on_crops, spread_pairs
from evalsite.studies.pool.tally import Tally, read_tally
from evalsite.studies.pool.thinning import forget_tasks, thin_out
from evalsite.studies.trials.schedule import BLOCK

logger = logging.getLogger(__name__)
LEAST_PAIRS, MOST_PAIRS = 200, 4000
BLOCKS = 3  # planned for each rater; he holds two while he takes one
PROBLEM_LENGTH = 300


def carry_out(study: Study) -> None:
    """Refresh, whatever happens: a failure is written down, so that it is not tried at once."""
    try:
        refresh_study(study)
    except Exception as error:
        logger.exception("refresh of study %s failed", study.slug)
        said = _("It stopped with %(error)s; the worker's log has the details.")
        problem = said % {"error": type(error).__name__}
        Refresh.objects.create(study=study, votes=0, problem=problem)
    forget_tasks()


def refresh_study(study: Study) -> Refresh:
    """Fit the answers so far, and plan the next pairs in place of those nobody took."""
    began, made_at = time.monotonic(), now()  # what is answered from here on may not be in it
    grid = read_grid(study)
    tally = read_tally(study, grid)
    rng = np.random.default_rng([study.seed, tally.votes, int(tally.asked.sum())])
    refresh = Refresh(study=study, made_at=made_at, votes=tally.votes, simulated=tally.simulated)
    note_fit(refresh, grid, tally, seed=draw_seed(rng))
    pairs = plan_pairs(study, grid, tally, rng)
    refresh.pairs_planned = len(pairs)
    refresh.took_ms = round(1000 * (time.monotonic() - began))
    store(refresh, pairs)
    thin_out(refresh)
    return refresh


def note_fit(refresh: Refresh, grid: Grid, tally: Tally, *, seed: int) -> None:
    refresh.coverage = list_coverage(grid, tally)
    try:
        laplace = fit_quickly(grid, tally)
    except NoFitYet as reason:
        refresh.problem = str(reason)[:PROBLEM_LENGTH]
        return
    refresh.elo = list_elo(grid, laplace)
    found = compare_codecs(grid, laplace, seed)
    refresh.savings = list_savings(found)
    refresh.about_id = choose_about(grid, found)


def plan_pairs(
    study: Study, grid: Grid, tally: Tally, rng: np.random.Generator
) -> list[PooledPair]:
    if study.state == Study.State.CLOSED or not grid.allowed.any():
        return []
    choice = choose_batch(
        sampler=study.sampler,
        grid=grid,
        tally=tally,
        how_many=count_needed(study),
        rng=rng,
    )
    return make_rows(study, grid, choice, place_on_crops(choice[0], grid, tally, rng), rng)


def count_needed(study: Study) -> int:
    """A few blocks for every rater who is at it, in bounds: more would be asked on old news."""
    return min(max(LEAST_PAIRS, BLOCKS * BLOCK * study.sessions.running().count()), MOST_PAIRS)


def make_rows(
    study: Study, grid: Grid, choice: Choice, crops: IntArray, rng: np.random.Generator
) -> list[PooledPair]:
    pairs, chosen = choice
    turned = draw_sides(len(pairs), rng)
    rows = []
    for place in spread_pairs(pairs, rng).tolist():
        a, b = pairs[place][::-1] if turned[place] else pairs[place]
        stimulus_a, file_a = grid.files[int(crops[place]), int(a)]
        stimulus_b, file_b = grid.files[int(crops[place]), int(b)]
        rows.append(
            PooledPair(
                study=study,
                crop_id=grid.crops[int(crops[place])],
                stimulus_a_id=stimulus_a,
                stimulus_b_id=stimulus_b,
                file_a=file_a,
                file_b=file_b,
                chosen=chosen[place],
            )
        )
    return rows


def store(refresh: Refresh, pairs: list[PooledPair]) -> None:
    """Put the new pairs in, then take the old ones out.

    Two transactions: in one, whoever takes meanwhile would find the old pairs locked and the new
    ones not there yet. Between the two he gets an old one, which is as good. A crash between them
    leaves old pairs to the next refresh.
    """
    with transaction.atomic():
        refresh.save()
        new = PooledPair.objects.bulk_create(pairs)
    old = PooledPair.objects.filter(study=refresh.study)
    if new:
        old = old.filter(pk__lt=min(pair.pk for pair in new))
    old.delete()
