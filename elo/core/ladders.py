"""Simulated codecs with known curves of quality over rate: the truth that plans are tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elo.core.types import FloatArray, IntArray

RATES_BPP = (0.06, 1.5)
ELO_PER_DOUBLING = 300.0  # mean over a ladder; mucped23's JPEG encoders gain about 600
BENDS_AFTER = 8.0  # doublings in which the gain of a doubling falls to 1/e
WORST_COST = 4.0  # bits the last codec needs for the quality the first has with one
RATE_JITTER, SLOPE_JITTER = 0.05, 0.08  # log2 bpp; share of a curve's slope


@dataclass(frozen=True, slots=True)
class Ladder:
    """Conditions of a study, and their true scores.

    Parameters
    ----------
    codec : ndarray of int, shape (n,)
        From 0 on.
    bpp : ndarray of float, shape (n,)
        Rates.
    elo : ndarray of float, shape (n,)
        True scores of mean 0.
    """

    codec: IntArray
    bpp: FloatArray
    elo: FloatArray

    @property
    def codecs(self) -> int:
        """How many codecs there are."""
        return int(self.codec.max()) + 1


def spread_costs(codecs: int, *, most: float = WORST_COST) -> FloatArray:
    """Bits that codecs need at equal quality, from 1 for the first to ``most`` for the last."""
    return np.geomspace(1, most, codecs)


def make_rates(*, codecs: int, rates: int, seed: int) -> tuple[IntArray, FloatArray]:
    """Codec and rate of every condition: even steps of log rate, each a little off."""
    rng = np.random.default_rng([seed, 1])
    low, high = np.log2(RATES_BPP)
    log2_bpp = np.linspace(low, high, rates) + rng.normal(0, RATE_JITTER, (codecs, rates))
    return np.repeat(np.arange(codecs), rates), np.exp2(np.sort(log2_bpp, axis=1)).ravel()


def simulate_ladder(
    *,
    codec: IntArray,
    bpp: FloatArray,
    costs: FloatArray | Sequence[float],
    seed: int,
    elo_per_doubling: float = ELO_PER_DOUBLING,
) -> Ladder:
    """Give conditions true scores that rise with rate and flatten out.

    Parameters
    ----------
    codec : ndarray of int, shape (n,)
        From 0 on.
    bpp : ndarray of float, shape (n,)
        Rates.
    costs : sequence of float, shape (n_codecs,)
        Bits each codec needs at equal quality.
    seed : int
        Of the small differences in shape between the curves.
    elo_per_doubling : float
        Mean gain of a doubled rate, over all conditions.
    """
    rng = np.random.default_rng([seed, 2])
    spent = np.log2(bpp) - np.log2(np.asarray(costs))[codec]
    spent = spent - spent.min()
    bend = np.exp(rng.normal(0, SLOPE_JITTER, len(costs)))[codec]
    middle = (spent.max() - spent.min()) / 2
    curved = 1 - np.exp(-((spent - middle) * bend + middle) / BENDS_AFTER)
    span = float(np.ptp(spent)) or 1.0
    elo = elo_per_doubling * span * curved / (1 - np.exp(-span / BENDS_AFTER))
    return Ladder(codec, bpp, elo - elo.mean())
