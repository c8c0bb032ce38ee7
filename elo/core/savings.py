"""Bits saved at equal quality: what one codec needs in per cent of another, draw by draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from elo.core.curves import (
    Curve,
    integrate_log2_rate,
    log2_rate_at,
    make_codec_curves,
)
from elo.core.elo_fit import EloFit
from elo.core.intervals import Interval, summarise
from elo.core.refusals import (
    NO_OVERLAP_LIMIT,
    explain_gap,
    join_flags,
    warn_lost,
    warn_narrow,
)
from elo.core.types import Conditions, FloatArray


@dataclass(frozen=True, slots=True)
class Saving:
    """What ``test`` saves against ``anchor``; fractions, not per cent.

    Parameters
    ----------
    test, anchor : str
        Codecs.
    elo_low, elo_high : float
        Shared range of quality, median over the draws, Elo points.
    overlap : float
        Shared range over the narrower codec's range, median over the draws.
    no_overlap_share, repaired_share : float
        Share of draws without a shared range, and with a curve that had to be made monotone.
    saving, bd_rate : Interval
        Saving is minus the BD-rate; both over the draws with a shared range.
    probability : float
        Share of those draws in which the test codec needs fewer bits.
    refused : bool
        Whether there is no number to give; ``flag`` says why.
    flag : str
        What a reader must know; empty if nothing.
    """

    test: str
    anchor: str
    elo_low: float
    elo_high: float
    overlap: float
    no_overlap_share: float
    repaired_share: float
    saving: Interval
    bd_rate: Interval
    probability: float
    refused: bool
    flag: str


def make_curves(*, fit: EloFit, conditions: Conditions) -> dict[str, Curve]:
    """Curves of every codec that has a rated condition with a rate, in the table's order."""
    return curves_of_draws(rated=fit.conditions, draws_elo=fit.draws_elo, conditions=conditions)


def curves_of_draws(
    *, rated: tuple[str, ...], draws_elo: FloatArray, conditions: Conditions
) -> dict[str, Curve]:
    """As `make_curves`, from scores of whatever origin.

    Parameters
    ----------
    rated : tuple of str
        Names of the conditions.
    draws_elo : ndarray of float, shape (n_draws, n_rated)
        Their scores.
    conditions : Conditions
        Names, among others, all of them.
    """
    place = {name: index for index, name in enumerate(conditions.names)}
    rows = np.array([place[name] for name in rated])
    number = {name: index for index, name in enumerate(conditions.codecs)}
    codec = np.array([number[conditions.codec[row]] for row in rows.tolist()])
    bpp = conditions.bpp[rows]
    return make_codec_curves(names=conditions.codecs, codec=codec, bpp=bpp, draws_elo=draws_elo)


def rated_codecs(*, rated: tuple[str, ...], conditions: Conditions) -> tuple[str, ...]:
    """Codecs that have a rated condition with a rate, in the table's order."""
    wanted = set(rated)
    rows = zip(conditions.names, conditions.codec, conditions.bpp.tolist(), strict=True)
    return tuple(dict.fromkeys(codec for name, codec, bpp in rows if name in wanted and bpp > 0))


def check_codec(*, test: str, codecs: tuple[str, ...]) -> None:
    """Refuse a test codec that has no curve.

    Raises
    ------
    ValueError
        Unless ``test`` is among ``codecs``.
    """
    if test not in codecs:
        raise ValueError(
            f"test codec {test!r} has no rated condition with a bitrate, expected one of "
            f"{', '.join(codecs) or 'none: no condition has a rate'}"
        )


def compare_all(curves: dict[str, Curve]) -> tuple[Saving, ...]:
    """Savings of every ordered pair of codecs."""
    return tuple(
        compare_codecs(test=test, anchor=anchor)
        for test in curves.values()
        for anchor in curves.values()
        if test is not anchor
    )


def compare_codecs(*, test: Curve, anchor: Curve) -> Saving:
    """Compare two codecs over the range of quality that both reach, draw by draw.

    Parameters
    ----------
    test, anchor : Curve
        Of the same draws.
    """
    low, high = find_shared_range(test, anchor)
    meet = high >= low
    width = float(np.median(share_of_narrower(test, anchor, low, high)))
    lost = float(np.mean(~meet))
    refused = lost > NO_OVERLAP_LIMIT
    bd_rate = np.full(0, np.nan) if refused else draw_bd_rate(test, anchor, low, high)[meet]
    warning = join_flags(warn_narrow(width), warn_lost(lost, "share no range"))
    return Saving(
        test=test.codec,
        anchor=anchor.codec,
        elo_low=np.nan if refused else float(np.median(low[meet])),
        elo_high=np.nan if refused else float(np.median(high[meet])),
        overlap=width,
        no_overlap_share=lost,
        repaired_share=float(np.mean(test.repaired | anchor.repaired)),
        saving=summarise(-bd_rate),
        bd_rate=summarise(bd_rate),
        probability=np.nan if refused else float(np.mean(bd_rate < 0)),
        refused=refused,
        flag=explain_gap(test, anchor) if refused else warning,
    )


def refuse_saving(*, test: str, anchor: str, flag: str) -> Saving:
    """Give no number for two codecs, and say why."""
    nothing = summarise(np.empty(0))
    return Saving(
        test=test,
        anchor=anchor,
        elo_low=np.nan,
        elo_high=np.nan,
        overlap=np.nan,
        no_overlap_share=np.nan,
        repaired_share=np.nan,
        saving=nothing,
        bd_rate=nothing,
        probability=np.nan,
        refused=True,
        flag=flag,
    )


def choose_test(savings: Iterable[Saving]) -> str | None:
    """Pick the codec that a study is about where nobody has said: the one that saves most surely.

    Parameters
    ----------
    savings : iterable of Saving
        Of all codecs; what is refused counts for nothing.

    Returns
    -------
    str or None
        The one with the highest mean chance of needing fewer bits; between equals, that saves
        more. None without a number.
    """
    mine: dict[str, list[tuple[float, float]]] = {}
    for each in savings:
        if not each.refused:
            mine.setdefault(each.test, []).append((each.probability, each.saving.median))

    def rank(codec: str) -> tuple[float, ...]:
        return tuple(np.mean(mine[codec], axis=0).tolist())

    return max(mine, key=rank, default=None)


def find_shared_range(test: Curve, anchor: Curve) -> tuple[FloatArray, FloatArray]:
    """Ends of the quality that both reach, shapes (n_draws,); the low one is higher if none."""
    return (
        np.maximum(test.lowest_elo, anchor.lowest_elo),
        np.minimum(test.highest_elo, anchor.highest_elo),
    )


def share_of_narrower(test: Curve, anchor: Curve, low: FloatArray, high: FloatArray) -> FloatArray:
    """Shared range over the narrower codec's range, shape (n_draws,); a point inside is 1."""
    narrower = np.minimum(
        test.highest_elo - test.lowest_elo, anchor.highest_elo - anchor.lowest_elo
    )
    share = np.clip(high - low, 0, None) / np.where(narrower > 0, narrower, 1)
    return np.where(narrower > 0, share, (high >= low).astype(np.float64))


def draw_bd_rate(test: Curve, anchor: Curve, low: FloatArray, high: FloatArray) -> FloatArray:
    """exp(mean of ln(R_test/R_anchor)) - 1 over each draw's shared range, shape (n_draws,).

    Where the shared range is one point (a codec with one rate), the ratio at that point.
    """
    return np.asarray(np.exp2(mean_log2_ratio(test, anchor, low, high)) - 1)


def mean_log2_ratio(test: Curve, anchor: Curve, low: FloatArray, high: FloatArray) -> FloatArray:
    """Mean of log2(R_test/R_anchor) from low to high, or its value where they are one point."""
    width = high - low
    meet = np.where(width > 0, width, 1)
    mean = (integrate_log2_rate(test, low, high) - integrate_log2_rate(anchor, low, high)) / meet
    point = log2_rate_at(test, low) - log2_rate_at(anchor, low)
    return np.where(width > 0, mean, point)


def draw_log2_ratio(test: Curve, anchor: Curve) -> FloatArray:
    """Mean of log2(R_test/R_anchor) over each draw's shared range; nan without one, (n_draws,)."""
    low, high = find_shared_range(test, anchor)
    return np.where(high >= low, mean_log2_ratio(test, anchor, low, high), np.nan)


def saving_over_elo(*, test: Curve, anchor: Curve, elo: FloatArray) -> FloatArray:
    """1 - R_test(E)/R_anchor(E) at each quality in each draw.

    Parameters
    ----------
    test, anchor : Curve
        Of the same draws.
    elo : ndarray of float, shape (n,)
        Qualities, Elo points.

    Returns
    -------
    ndarray of float, shape (n_draws, n)
        nan where one of them does not reach the quality in that draw.
    """
    draws = len(test.points)
    gaps = [
        log2_rate_at(test, np.full(draws, each)) - log2_rate_at(anchor, np.full(draws, each))
        for each in elo.tolist()
    ]
    return np.asarray(1 - np.exp2(np.stack(gaps, axis=1)))
