"""Whether 95 % intervals hold the truth, and what the savings are in truth."""

from __future__ import annotations

import numpy as np

from elo.core.curves import make_codec_curves
from elo.core.savings import Saving, compare_codecs
from elo.core.types import BoolArray, Conditions, FloatArray

SHARE = 0.95


def central_interval(draws: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ends of the central 95 % of each column's draws.

    Parameters
    ----------
    draws : ndarray of float, shape (n_draws, n)
        In any unit.

    Returns
    -------
    low, high : ndarray of float, shape (n,)
        In the same unit.
    """
    low, high = np.quantile(draws, [(1 - SHARE) / 2, (1 + SHARE) / 2], axis=0)
    return np.asarray(low), np.asarray(high)


def find_inside(*, draws: FloatArray, truth: FloatArray) -> BoolArray:
    """Tell which truths lie inside the central 95 % of their draws.

    Parameters
    ----------
    draws : ndarray of float, shape (n_draws, n)
        In any unit.
    truth : ndarray of float, shape (n,)
        In the same unit.
    """
    low, high = central_interval(draws)
    return np.asarray((low <= truth) & (truth <= high))


def all_differences(elo: FloatArray) -> FloatArray:
    """First minus second of every pair of columns, shape (..., n (n - 1) / 2)."""
    first, second = np.triu_indices(elo.shape[-1], 1)
    return np.asarray(elo[..., first] - elo[..., second])


def compare_by_rate(*, conditions: Conditions, elo: FloatArray) -> dict[tuple[str, str], Saving]:
    """Savings of each codec against those before it, by the code that a report uses.

    Parameters
    ----------
    conditions : Conditions
        Codec and rate of n conditions.
    elo : ndarray of float, shape (n_draws, n)
        Their scores: a posterior's draws, or one row that is the truth.

    Returns
    -------
    dict
        (test, anchor) -> `Saving`.
    """
    number = {name: index for index, name in enumerate(conditions.codecs)}
    curves = make_codec_curves(
        names=conditions.codecs,
        codec=np.array([number[codec] for codec in conditions.codec]),
        bpp=conditions.bpp,
        draws_elo=elo,
    )
    names = list(curves)
    return {
        (test, anchor): compare_codecs(test=curves[test], anchor=curves[anchor])
        for place, test in enumerate(names)
        for anchor in names[:place]
    }
