"""A study drawn from the priors of `full`, every parameter of it: what its ranks are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.full.model import priors
from elo.core.full.model.curves import Curves, find_curves, no_curves
from elo.core.seeds import check_seed
from elo.core.truth.world import Truth
from elo.core.types import ELO_PER_LOGIT, Conditions, FloatArray


@dataclass(frozen=True, slots=True)
class PriorDraw:
    """One draw of everything.

    Parameters
    ----------
    truth : Truth
        Scores, source effects, raters, side, ties, misses.
    hyper : mapping of str to float
        The parameters of the whole study, by the names of `EloFit.other_draws`.
    """

    truth: Truth
    hyper: Mapping[str, float]


def draw_from_priors(
    *,
    conditions: int,
    sources: int,
    raters: int,
    seed: int,
    rates: int = 1,
    known: Conditions | None = None,
) -> PriorDraw:
    """Draw all parameters of `full`.

    Parameters
    ----------
    conditions, sources, raters : int
        How many.
    rates : int
        Of each codec; with one alone, codecs have no effects of their own.
    known : Conditions, optional
        With codecs and rates of all of ``conditions``, c00 onwards: scores then lie on curves.
    seed : int
        Same seed, same draw.
    """
    rng = np.random.default_rng([check_seed(seed), 4])
    hyper = draw_hyper(rng)
    names = tuple(f"c{place:02d}" for place in range(conditions))
    curves = no_curves(conditions)
    if known is not None:
        curves = find_curves(names, known)
        hyper |= draw_curve_hyper(rng)
    skill = draw_skills(rng, hyper, curves)
    effect = rng.normal(0, hyper["source_spread_logit"], (sources, conditions))
    if rates > 1:
        shared = rng.normal(0, hyper["codec_spread_logit"], (sources, -(-conditions // rates)))
        effect += shared[:, np.arange(conditions) // rates]
    nu = float(np.exp(hyper["log_tie_logit"]))
    truth = Truth(
        conditions=names,
        elo=ELO_PER_LOGIT * skill,
        source_elo=ELO_PER_LOGIT * effect,
        lapse=draw_lapses(rng, hyper, raters),
        contrary=np.zeros(raters, dtype=bool),
        side_elo=ELO_PER_LOGIT * hyper["side_logit"],
        tie=nu,
        miss=hyper["miss_share"],
        same_tie=nu / (2 + nu),
    )
    return PriorDraw(truth, hyper)


def draw_skills(rng: np.random.Generator, hyper: Mapping[str, float], curves: Curves) -> FloatArray:
    """Levels, less what their skills have in common; and on curves a rise and departures."""
    size = curves.level_size
    level = rng.normal(0, 1, len(size))
    # Given that skills sum to 0, which is not to take their mean away where sizes differ.
    level -= size * (size @ level) / (size @ size)
    skill = hyper["spread_logit"] * level[curves.level]
    if curves.shape.shape[1]:
        departure = rng.normal(0, hyper["curve_spread_logit"], curves.shape.shape[1])
        skill = skill + hyper["rise_logit"] * curves.rise + curves.shape @ departure
    return np.asarray(skill)


def draw_hyper(rng: np.random.Generator) -> dict[str, float]:
    """Draw the eight parameters of every study as a whole."""
    return {
        "spread_logit": rng.gamma(priors.SPREAD_SHAPE, 1 / priors.SPREAD_RATE),
        "source_spread_logit": rng.gamma(priors.SOURCE_SHAPE, 1 / priors.SOURCE_RATE),
        "codec_spread_logit": rng.gamma(priors.CODEC_SHAPE, 1 / priors.CODEC_RATE),
        "side_logit": rng.normal(0, priors.SIDE_SD),
        "log_tie_logit": rng.normal(priors.LOG_TIE_MEAN, priors.LOG_TIE_SD),
        "lapse_centre_logit": rng.normal(priors.CENTRE_MEAN, priors.CENTRE_SD),
        "lapse_spread_logit": rng.gamma(priors.LAPSE_SHAPE, 1 / priors.LAPSE_RATE),
        "miss_share": rng.beta(priors.MISS_A, priors.MISS_B),
    }


def draw_curve_hyper(rng: np.random.Generator) -> dict[str, float]:
    """Draw the two that are in the model with curves alone."""
    return {
        "rise_logit": rng.gamma(priors.RISE_SHAPE, 1 / priors.RISE_RATE),
        "curve_spread_logit": rng.gamma(priors.CURVE_SHAPE, 1 / priors.CURVE_RATE),
    }


def draw_lapses(rng: np.random.Generator, hyper: Mapping[str, float], raters: int) -> FloatArray:
    """Share of random answers of each rater, shape (n_raters,): a skewed normal of its logit."""
    grown = np.expm1(priors.LAPSE_SKEW * rng.normal(0, 1, raters)) / priors.LAPSE_SKEW
    logit = hyper["lapse_centre_logit"] + hyper["lapse_spread_logit"] * grown
    return np.asarray(expit(logit), dtype=np.float64)
