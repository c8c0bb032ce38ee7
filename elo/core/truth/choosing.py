"""One answer drawn from known gaps: Davidson's model of ties, and a share of random answers.

R. R. Davidson, On extending the Bradley-Terry model to accommodate ties, J. Am. Stat. Assoc. 65
(1970).
"""

from __future__ import annotations

import numpy as np

from elo.core.types import CHOSE_A, CHOSE_B, ELO_PER_LOGIT, TIE, BoolArray, ByteArray, FloatArray


def choose(
    rng: np.random.Generator, *, gap_elo: FloatArray, lapse: FloatArray | float, tie: float
) -> ByteArray:
    """Draw answers to pairs.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    gap_elo : ndarray of float, shape (n,)
        Score of A minus that of B, with all that helps A, Elo points.
    lapse : ndarray of float, shape (n,), or float
        Chance that the answer is drawn at random among those allowed.
    tie : float
        Davidson's nu; at 0 a tie is not allowed.

    Returns
    -------
    ndarray of int8, shape (n,)
        `CHOSE_A`, `CHOSE_B` or `TIE`.
    """
    half = np.exp(gap_elo / ELO_PER_LOGIT / 2)
    weights = np.stack([half, 1 / half, np.full_like(half, tie)])
    allowed = np.array([1.0, 1.0, float(tie > 0)])[:, None]
    lapsing = rng.random(len(gap_elo)) < lapse
    weights = np.where(lapsing, allowed, weights)
    below = np.cumsum(weights / weights.sum(axis=0), axis=0)
    # Floating sums end a hair under 1; a draw above them must not become a fourth answer.
    chosen = np.minimum((rng.random(len(gap_elo)) > below).sum(axis=0), 2 if tie else 1)
    return np.asarray(np.array([CHOSE_A, CHOSE_B, TIE])[chosen], dtype=np.int8)


def choose_on_traps(
    rng: np.random.Generator,
    *,
    expected: ByteArray,
    lapse: FloatArray,
    contrary: BoolArray,
    miss: float,
    tie: float,
) -> ByteArray:
    """Draw answers to traps: P(right) = (1 - lapse) (1 - miss) + lapse / (number of answers).

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    expected : ndarray of int8, shape (n,)
        The right answer, `CHOSE_A` or `CHOSE_B`.
    lapse : ndarray of float, shape (n,)
        Chance of a random answer.
    contrary : ndarray of bool, shape (n,)
        Whether the rater chooses the worse on purpose: what he means to answer is then wrong.
    miss : float
        How often an attentive person overlooks what is wrong.
    tie : float
        Davidson's nu; at 0 a tie is not allowed.
    """
    n, answers = len(expected), 3 if tie else 2
    # One of the wrong answers: one step on from the right one, or two where ties are allowed.
    wrong = (expected + rng.integers(1, answers, n)) % answers
    meant = np.where((rng.random(n) < miss) != contrary, wrong, expected)
    lapsing = rng.random(n) < lapse
    return np.where(lapsing, rng.integers(0, answers, n), meant).astype(np.int8)


def choose_on_same(
    rng: np.random.Generator, *, gap_elo: FloatArray, lapse: FloatArray, same_tie: float
) -> ByteArray:
    """Draw answers to pairs of identical pictures where ties are allowed.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    gap_elo : ndarray of float, shape (n,)
        All that helps A, Elo points.
    lapse : ndarray of float, shape (n,)
        Chance of a random answer, a tie as likely as each side.
    same_tie : float
        How often whoever looks calls them a tie.
    """
    n = len(gap_elo)
    told = choose(rng, gap_elo=gap_elo, lapse=0.0, tie=0.0)
    meant = np.where(rng.random(n) < same_tie, TIE, told)
    return np.where(rng.random(n) < lapse, rng.integers(0, 3, n), meant).astype(np.int8)
