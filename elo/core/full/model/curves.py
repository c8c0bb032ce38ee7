"""Scores along a codec's rates as one smooth, rising curve: the prior of a study that asks for it.

The score of a codec's condition at rate R, of K with known rates, is

    level + rise * t + departure,    t = log2 R less the mean of log2 R over the K

with one level a codec, one positive rise (logits per doubling of the rate) that all codecs share,
and departures of the codec's own: of its slope, of its bend (twice integrated white noise, so that
slopes wander as a random walk does; G. Wahba, Improper priors, spline smoothing and the problem of
guarding against model errors in regression, J. R. Statist. Soc. B 40 (1978)), and a little of each
condition, since no ladder is perfectly smooth. All three have one spread, which is learned; where
curves are far from smooth it grows, and conditions go their own ways again. Rising is what is
expected of a curve, not forced upon it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import Conditions, FloatArray, IntArray

OWN = 0.1  # of a condition by itself, as a share of the spread
NOT_ASKED = "no"


@dataclass(frozen=True, slots=True)
class Curves:
    """Which rated conditions lie on one curve, and what shapes it may take.

    Parameters
    ----------
    level : ndarray of int, shape (n_conditions,)
        Level of each; a condition on no curve has its own.
    rise : ndarray of float, shape (n_conditions,)
        Doublings of the rate from the middle of its codec; 0 on no curve.
    shape : ndarray of float, shape (n_conditions, n_shapes)
        Departures of spread 1, as columns; each sums to 0 over every codec.
    told : str
        `NOT_ASKED`, or the codecs on curves.
    """

    level: IntArray
    rise: FloatArray
    shape: FloatArray
    told: str

    @property
    def level_size(self) -> FloatArray:
        """Conditions of each level, shape (n_levels,)."""
        return np.bincount(self.level).astype(np.float64)


def no_curves(n: int) -> Curves:
    """Every condition by itself."""
    return Curves(np.arange(n), np.zeros(n), np.zeros((n, 0)), NOT_ASKED)


def find_curves(names: tuple[str, ...], known: Conditions | None) -> Curves:
    """Put the rated conditions of each codec with two rates or more on a curve.

    Raises
    ------
    ValueError
        If there is no such codec, or two conditions of one have the same rate.
    """
    members = group_by_codec(names, known)
    if not members:
        raise ValueError(
            "scores cannot be pooled along the rates: no codec has two rated conditions with "
            "known rates, expected a table of conditions that gives codec and bpp of each"
        )
    leader, rise, shapes = np.arange(len(names)), np.zeros(len(names)), []
    for codec, (place, log_rate) in members.items():
        check_rates(codec, [names[each] for each in place], log_rate)
        leader[place] = place[0]
        rise[place] = log_rate - log_rate.mean()
        shapes.append(np.zeros((len(names), len(place) - 1)))
        shapes[-1][place] = list_shapes(rise[place])
    level = np.unique(leader, return_inverse=True)[1]
    return Curves(level, rise, np.hstack(shapes), "yes: " + ", ".join(members))


def check_rates(codec: str, names: list[str], log_rate: FloatArray) -> None:
    """Refuse two scores at one rate: no curve has them, and shrunk together they look certain.

    Raises
    ------
    ValueError
        If two conditions have the same rate.
    """
    order = np.argsort(log_rate, kind="stable")
    same = np.flatnonzero(np.diff(log_rate[order]) == 0)
    if len(same):
        one, two = (names[order[same[0] + step]] for step in (0, 1))
        raise ValueError(
            f"scores cannot be pooled along the rates: {one!r} and {two!r} of codec {codec!r} have "
            f"the same rate, {2 ** log_rate[order[same[0]]]:g} bpp, expected different rates; "
            "conditions that differ in more than the rate are different codecs"
        )


def group_by_codec(
    names: tuple[str, ...], known: Conditions | None
) -> dict[str, tuple[IntArray, FloatArray]]:
    """Places and log2 rates of the conditions of every codec that has two or more.

    Codecs stand in the order of their first condition, so that no name bears on any draw.
    """
    found: dict[str, list[tuple[int, float]]] = {}
    if known is not None:
        at = {name: place for place, name in enumerate(known.names)}
        for place, name in enumerate(names):
            bpp = float(known.bpp[at[name]])
            if np.isfinite(bpp) and bpp > 0:
                found.setdefault(known.codec[at[name]], []).append((place, np.log2(bpp)))
    columns = {codec: np.array(rows).T for codec, rows in found.items() if len(rows) > 1}
    return {codec: (place.astype(np.int64), rate) for codec, (place, rate) in columns.items()}


def list_shapes(doublings: FloatArray) -> FloatArray:
    """Departures of spread 1 at rates about their middle: a factor of their covariance.

    Parameters
    ----------
    doublings : ndarray of float, shape (k,)
        Rates in doublings from their mean, in any order.

    Returns
    -------
    ndarray of float, shape (k, k - 1)
        Columns sum to 0.
    """
    k = len(doublings)
    near, far = np.abs(doublings), np.abs(doublings)[:, None]
    less, more = np.minimum(near, far), np.maximum(near, far)
    same_side = np.sign(doublings) == np.sign(doublings)[:, None]
    bend = np.where(same_side, less**2 * (3 * more - less) / 6, 0.0)
    covariance = np.outer(doublings, doublings) + bend + OWN**2 * np.eye(k)
    centre = np.eye(k) - 1 / k
    value, vector = np.linalg.eigh(centre @ covariance @ centre)
    return np.asarray(vector[:, 1:] * np.sqrt(value[1:]))
