"""The quick fit of a running study, and what it says. Not the report's: that is elo/fitting.py."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _

from elo.core.bradley_terry import LaplaceFit, draw_elo, fit_bradley_terry
from elo.core.connectivity import check_connected, list_names
from elo.core.curves import make_codec_curves
from elo.core.savings import Saving, choose_test, compare_all
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO
from evalsite.studies.pool.grid import Grid
from evalsite.studies.pool.tally import Tally

DRAWS = 1000  # the ends of a 95 % interval are then known to about a twentieth of its width
DIGITS = 2  # of an Elo point
SAVING_DIGITS = 5


class NoFitYet(Exception):
    """The answers make no scores yet; the message says why."""


def fit_quickly(grid: Grid, tally: Tally) -> LaplaceFit:
    """`mle` over every rated condition, or NoFitYet."""
    if not tally.votes:
        raise NoFitYet(_("There are no answers yet."))
    refuse_unanswered(grid, tally)
    counts = tally.pair_counts(grid.names)
    try:
        check_connected(counts=counts)
        return fit_bradley_terry(counts=counts)
    except (ValueError, RuntimeError) as refusal:
        raise NoFitYet(str(refusal)) from None


def refuse_unanswered(grid: Grid, tally: Tally) -> None:
    answers = tally.answers_of_condition.tolist()
    silent = [name for name, count in zip(grid.names, answers, strict=True) if not count]
    if silent:
        said = _("%(count)s of %(all)s conditions have no answer yet: %(names)s.")
        numbers = {"count": len(silent), "all": len(answers), "names": list_names(names=silent)}
        raise NoFitYet(said % numbers)


def list_elo(grid: Grid, laplace: LaplaceFit) -> list[list[float]]:
    """Condition id, Elo and its standard deviation, in the grid's order."""
    elo = MEAN_ELO + ELO_PER_LOGIT * laplace.skill_logit
    sd_elo = ELO_PER_LOGIT * np.sqrt(np.diag(laplace.covariance_logit2))
    return [
        [condition, round(mean, DIGITS), round(sd, DIGITS)]
        for condition, mean, sd in zip(grid.conditions, elo.tolist(), sd_elo.tolist(), strict=True)
    ]


def compare_codecs(grid: Grid, laplace: LaplaceFit, seed: int) -> list[Saving]:
    """Savings of every ordered pair of codecs; refused ones left out."""
    curves = make_codec_curves(
        names=[str(codec) for codec in grid.codecs],
        codec=grid.codec,
        bpp=grid.curve_bpp,
        draws_elo=draw_elo(laplace=laplace, n_draws=DRAWS, seed=seed),
    )
    return [
        each for each in compare_all(curves) if not each.refused and np.isfinite(read(each)).all()
    ]


def read(saving: Saving) -> tuple[float, float, float]:
    return saving.saving.median, saving.saving.q025, saving.saving.q975


def list_savings(found: list[Saving]) -> list[list[float]]:
    """Codec ids of test and anchor, then median and 95 % interval."""
    return [
        [int(each.test), int(each.anchor), *(round(value, SAVING_DIGITS) for value in read(each))]
        for each in found
    ]


def choose_about(grid: Grid, found: list[Saving]) -> int | None:
    """The codec that the fit is about: the study's own, else the one the report would choose."""
    if grid.test is not None:
        return grid.codecs[grid.test]
    chosen = choose_test(found)
    return None if chosen is None else int(chosen)


def list_coverage(grid: Grid, tally: Tally) -> list[list[int]]:
    """Ids of both conditions, smaller first, and the answers to the pair."""
    first, second = np.nonzero(tally.answers)
    ids = np.array(grid.conditions, dtype=np.int64)
    low, high = np.minimum(ids[first], ids[second]), np.maximum(ids[first], ids[second])
    answers = tally.answers[first, second].astype(np.int64)
    return [list(row) for row in zip(low.tolist(), high.tolist(), answers.tolist(), strict=True)]
