"""How wide the savings' intervals are and, where the truth is known, whether they hold it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from elo.core.bradley_terry import LaplaceFit, draw_elo
from elo.core.curves import Curve, make_codec_curves
from elo.core.intervals import summarise
from elo.core.refusals import NO_OVERLAP_LIMIT
from elo.core.savings import draw_log2_ratio
from elo.core.types import FloatArray, IntArray

DRAWS = 1000
NOTHING_KNOWN = 1.0  # half-width where a saving is refused that the truth could give


@dataclass(frozen=True, slots=True)
class Widths:
    """Savings of the truly better codec of each pair against the other.

    Parameters
    ----------
    half_width : float
        Mean half-width of the 95 % intervals, a fraction of the bits.
    covered : float
        Share of the intervals that hold the truth; nan if all were refused.
    refused, pairs : int
        Pairs of codecs refused, and all that truly have a shared range.
    """

    half_width: float
    covered: float
    refused: int
    pairs: int


def measure_widths(
    *,
    laplace: LaplaceFit,
    codec: IntArray,
    bpp: FloatArray,
    true_elo: FloatArray,
    seed: int,
    test: int | None = None,
    draws: int = DRAWS,
) -> Widths:
    """Compare a fit's savings with the truth, by draws of its scores.

    Parameters
    ----------
    laplace : LaplaceFit
        Of n conditions.
    codec, bpp, true_elo : ndarray, shape (n,)
        What the conditions truly are.
    seed, draws : int
        Of the draws behind the intervals.
    test : int, optional
        Only pairs with this codec; all, if not given.

    Raises
    ------
    ValueError
        If no two of the codecs truly have a shared range of quality.
    """
    draws_elo = draw_elo(laplace=laplace, n_draws=draws, seed=seed)
    return judge_draws(draws_elo=draws_elo, codec=codec, bpp=bpp, true_elo=true_elo, test=test)


def judge_draws(
    *,
    draws_elo: FloatArray,
    codec: IntArray,
    bpp: FloatArray,
    true_elo: FloatArray,
    test: int | None = None,
) -> Widths:
    """Compare the savings in draws of scores, shape (n_draws, n), with the truth; as above."""
    names = [str(each) for each in range(int(codec.max()) + 1)]
    drawn = make_codec_curves(names=names, codec=codec, bpp=bpp, draws_elo=draws_elo)
    true = make_codec_curves(names=names, codec=codec, bpp=bpp, draws_elo=true_elo[None])
    known = [
        judge(drawn[one], drawn[two], truth)
        for one, two in combinations(drawn, 2)
        if test is None or str(test) in (one, two)
        if not np.isnan(truth := float(draw_log2_ratio(true[one], true[two])[0]))
    ]
    if not known:
        raise ValueError("no two codecs truly have a shared range of quality: nothing to measure")
    given = [held for _, held in known if held is not None]
    return Widths(
        half_width=float(np.mean([width for width, _ in known])),
        covered=float(np.mean(given)) if given else np.nan,
        refused=len(known) - len(given),
        pairs=len(known),
    )


def judge(one: Curve, two: Curve, true_log2: float) -> tuple[float, bool | None]:
    """Half-width of one saving's interval, and whether it holds the truth; None if refused."""
    log2 = draw_log2_ratio(one, two)
    if np.isnan(log2).mean() > NO_OVERLAP_LIMIT:
        return NOTHING_KNOWN, None
    # The saving of the truly better one: its share of the other's bits is below 1.
    sign = -1 if true_log2 > 0 else 1
    found = summarise(1 - np.exp2(sign * log2[~np.isnan(log2)]))
    truth = 1 - 2 ** (sign * true_log2)
    return (found.q975 - found.q025) / 2, found.q025 <= truth <= found.q975
