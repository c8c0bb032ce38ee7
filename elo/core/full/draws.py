"""From the sampler's points to draws of everything that has a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame, split_point
from elo.core.full.frame.whitening import unfold
from elo.core.full.model.hyper import (
    HYPER,
    LAPSE_CENTRE,
    LOG_CODEC_SPREAD,
    LOG_CURVE_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_RISE,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
    LOG_TIE,
    MISS,
    SIDE,
)
from elo.core.full.model.parts import Parts, make_along
from elo.core.full.model.priors import LAPSE_SKEW
from elo.core.full.model.rows import Rows, Study
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO, FloatArray

# what a fit calls it -> (which of HYPER, how it is told)
NUMBERS: dict[str, tuple[int, Callable[[FloatArray], FloatArray]]] = {
    "spread_logit": (LOG_SPREAD, np.exp),
    "source_spread_logit": (LOG_SOURCE_SPREAD, np.exp),
    "rise_logit": (LOG_RISE, np.exp),
    "curve_spread_logit": (LOG_CURVE_SPREAD, np.exp),
    "codec_spread_logit": (LOG_CODEC_SPREAD, np.exp),
    "side_logit": (SIDE, np.asarray),
    "log_tie_logit": (LOG_TIE, np.asarray),
    "lapse_centre_logit": (LAPSE_CENTRE, np.asarray),
    "lapse_spread_logit": (LOG_LAPSE_SPREAD, np.exp),
    "miss_share": (MISS, expit),
}


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws, chain after chain.

    Parameters
    ----------
    skill, effect : ndarray of float, shapes (n_draws, n_conditions) and (n_draws, n_cells)
        Logits.
    curve : ndarray of float, shape (n_draws, n_shapes)
        Departures of the codecs' curves from the common rise, as in `elo.core.full.model.parts`.
    shared : ndarray of float, shape (n_draws, n_shared)
        The part of the effects that a codec's rates share on a source, logits.
    hyper, z : ndarray of float, shapes (n_draws, 10) and (n_draws, n_raters)
        As in `elo.core.full.model.density`.
    lapse : ndarray of float, shape (n_draws, n_raters)
        Share of random answers, 0 to 1.
    numbers : dict of str to ndarray, shape (n_draws,)
        Of `NUMBERS`, those in the model.
    """

    skill: FloatArray
    effect: FloatArray
    curve: FloatArray
    shared: FloatArray
    hyper: FloatArray
    z: FloatArray
    lapse: FloatArray
    numbers: dict[str, FloatArray]


def name_draws(*, study: Study, frame: Frame, points: FloatArray) -> Draws:
    """Unfold points of shape (n_chains, n_draws, n)."""
    points = points.reshape(-1, points.shape[2])
    n = len(points)
    hyper = np.empty((n, len(HYPER)))
    skill = np.empty((n, len(study.conditions)))
    curve = np.empty((n, study.rows.curve.shape[1]))
    shared = np.empty((n, len(study.shared_source)))
    effect = np.zeros((n, len(study.cell_source)))
    z = np.empty((n, len(study.raters)))
    unfold_all(study.rows, frame, points, Parts(hyper, skill, curve, shared, effect, z))
    spread = np.exp(hyper[:, LOG_LAPSE_SPREAD, None])
    logit = hyper[:, LAPSE_CENTRE, None] + spread * np.expm1(LAPSE_SKEW * z) / LAPSE_SKEW
    present = list_present(study.rows)
    numbers = {
        name: np.asarray(tell(hyper[:, which]))
        for name, (which, tell) in NUMBERS.items()
        if which in present
    }
    return Draws(skill, effect, curve, shared, hyper, z, expit(logit), numbers)


def list_present(rows: Rows) -> set[int]:
    """Which of `HYPER` the model has."""
    found = {LOG_SPREAD, LAPSE_CENTRE}
    flags = {
        LOG_RISE: rows.has_curves,
        LOG_CURVE_SPREAD: rows.has_curves,
        LOG_SOURCE_SPREAD: rows.has_sources,
        LOG_CODEC_SPREAD: rows.has_codecs,
        SIDE: rows.has_sides,
        LOG_TIE: rows.has_ties,
        MISS: rows.has_traps,
        LOG_LAPSE_SPREAD: rows.has_lapse_spread,
    }
    return found | {which for which, present in flags.items() if present}


@compiled
def unfold_all(rows: Rows, frame: Frame, points: FloatArray, found: Parts) -> None:
    """Fill ``found``, whose arrays have a row for each point."""
    along = make_along(found.curve.shape[1], found.shared.shape[1], found.effect.shape[1])
    for draw in range(len(points)):
        row = Parts(
            found.hyper[draw],
            found.skill[draw],
            found.curve[draw],
            found.shared[draw],
            found.effect[draw],
            found.z[draw],
        )
        unfold(rows, frame, split_point(rows, frame, points[draw]), row, along)


def draw_source_elo(*, study: Study, draws: Draws, seed: int) -> NDArray[np.float32]:
    """Score of every condition on every source, shape (n_draws, n_sources, n_conditions).

    Conditions never rated on a source vary there as any other does, with their codec where it was
    rated. Each source's scores average 2000, as the conditions do: what all of them have in common
    on a source no comparison shows.
    """
    rng = np.random.default_rng([seed, 1])
    sources, conditions = len(study.sources), len(study.conditions)
    effect = draw_effects(rng, draws.numbers["source_spread_logit"], (sources, conditions))
    if study.rows.has_codecs:
        codecs = len(study.grouping.codecs)
        shared = draw_effects(rng, draws.numbers["codec_spread_logit"], (sources, codecs))
        shared[:, study.shared_source, study.shared_codec] = draws.shared
        effect += shared[:, :, study.grouping.condition_codec]
    effect[:, study.cell_source, study.rows.cell_condition] = draws.effect
    effect -= effect.mean(axis=2, keepdims=True)
    effect += draws.skill[:, None, :].astype(np.float32)
    effect *= np.float32(ELO_PER_LOGIT)
    effect += np.float32(MEAN_ELO)
    return effect


def draw_effects(
    rng: np.random.Generator, spread: FloatArray, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Effects nobody was asked about, of each draw's spread; shape (n_draws, *shape)."""
    effect = rng.standard_normal((len(spread), *shape), dtype=np.float32)
    effect *= spread.astype(np.float32)[:, None, None]
    return effect
