"""Where the search for the posterior stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from elo.core.full.model.hyper import (
    HYPER,
    LAPSE_CENTRE,
    LOG_CODEC_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_RISE,
    LOG_SOURCE_SPREAD,
    LOG_TIE,
    MISS,
)
from elo.core.full.model.priors import (
    CENTRE_MEAN,
    LAPSE_SKEW,
    LOG_TIE_MEAN,
    MISS_A,
    MISS_B,
    RISE_RATE,
    RISE_SHAPE,
)
from elo.core.full.model.rows import Study
from elo.core.types import FloatArray


@dataclass(slots=True)
class State:
    """Natural parameters as in `model.density`, and how z follows centre and log spread.

    ``z_moves`` has shape (2, n_raters): slopes of each z over the two.
    """

    hyper: FloatArray
    skill: FloatArray
    effect: FloatArray
    z: FloatArray
    z_moves: FloatArray

    @property
    def lapse_logit(self) -> FloatArray:
        """Logit of each rater's share of random answers."""
        spread = np.exp(self.hyper[LOG_LAPSE_SPREAD])
        grown = np.expm1(LAPSE_SKEW * self.z) / LAPSE_SKEW
        return np.asarray(self.hyper[LAPSE_CENTRE] + spread * grown)

    @property
    def logit_moves(self) -> FloatArray:
        """Slopes of those logits over centre and log spread, z following; shape (2, n_raters)."""
        spread = np.exp(self.hyper[LOG_LAPSE_SPREAD])
        by_spread = spread * np.expm1(LAPSE_SKEW * self.z) / LAPSE_SKEW
        direct = np.stack([np.ones_like(self.z), by_spread])
        return np.asarray(direct + spread * np.exp(LAPSE_SKEW * self.z) * self.z_moves)


def begin(study: Study) -> State:
    """Everybody alike, the usual share of random answers."""
    numbers = {LOG_SOURCE_SPREAD: np.log(0.4), LOG_CODEC_SPREAD: np.log(0.4)}
    numbers |= {LOG_RISE: np.log(RISE_SHAPE / RISE_RATE)}
    numbers |= {LOG_TIE: LOG_TIE_MEAN, LAPSE_CENTRE: CENTRE_MEAN}
    numbers |= {MISS: logit(MISS_A / (MISS_A + MISS_B))}
    # Of one rater the spread is held at 1, where the prior has its mean.
    numbers |= {LOG_LAPSE_SPREAD: -0.5 if study.rows.has_lapse_spread else 0.0}
    hyper = np.array([numbers.get(which, 0.0) for which in range(len(HYPER))])
    n_raters = len(study.raters)
    return State(
        hyper=hyper,
        skill=np.zeros(len(study.conditions)),
        effect=np.zeros(len(study.cell_source)),
        z=np.zeros(n_raters),
        z_moves=np.zeros((2, n_raters)),
    )
