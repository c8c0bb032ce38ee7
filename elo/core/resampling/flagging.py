"""Where pictures drawn anew spread a saving further than its posterior says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elo.core.intervals import Interval
from elo.core.numbers import percent_interval
from elo.core.refusals import join_flags
from elo.core.resampling.saving import BootstrapSaving
from elo.core.savings import Saving

MUCH_WIDER = 1.25  # times the posterior's interval of the log ratio


def flag_wider(
    *, savings: Sequence[Saving], resampled: Sequence[BootstrapSaving], pooled: bool = False
) -> tuple[Saving, ...]:
    """Flag the savings whose pictures, drawn anew, spread them much further.

    Parameters
    ----------
    savings : sequence of Saving
        Of the posterior.
    resampled : sequence of BootstrapSaving
        Of the test codec; the other way round the same ratio is turned over.
    pooled : bool
        Whether the posterior's scores are pooled along the rates.
    """
    wider = find_wider(savings=savings, resampled=resampled)
    return tuple(
        replace(each, flag=join_flags(each.flag, warn_wider(wider[each.test, each.anchor], pooled)))
        if (each.test, each.anchor) in wider
        else each
        for each in savings
    )


def find_wider(
    *, savings: Sequence[Saving], resampled: Sequence[BootstrapSaving]
) -> dict[tuple[str, str], Saving]:
    """Find the savings over pictures drawn anew that are much wider, by test and anchor."""
    drawn = [each.saving for each in resampled if each.by == "source" and not each.saving.refused]
    both_ways = [*drawn, *map(turn_round, drawn)]
    anew = {(each.test, each.anchor): each for each in both_ways}
    return {
        (each.test, each.anchor): beside
        for each in savings
        if not each.refused
        and (beside := anew.get((each.test, each.anchor)))
        and log_width(beside) > MUCH_WIDER * log_width(each)
    }


def warn_wider(anew: Saving, pooled: bool) -> str:
    """Say how far pictures drawn anew spread the saving."""
    return f"{blame(pooled)} gives {percent_interval(anew.saving)}"


def blame(pooled: bool) -> str:
    """What may make studies drawn anew spread further: they are rated without any curve."""
    if pooled:
        return (
            "this interval rests on smooth curves, and new pictures may differ by more than it "
            "says: drawing the pictures anew, without pooling along the rates,"
        )
    return "new pictures may differ by more than this interval says: drawing the pictures anew"


def log_width(saving: Saving) -> float:
    """Width of the 95 % interval of ln(R_test/R_anchor)."""
    return float(np.log1p(saving.bd_rate.q975) - np.log1p(saving.bd_rate.q025))


def turn_round(saving: Saving) -> Saving:
    """Say the same of the anchor against the test codec."""
    rate = saving.bd_rate
    low, middle, high = (1 / (1 + each) - 1 for each in (rate.q975, rate.median, rate.q025))
    return replace(
        saving,
        test=saving.anchor,
        anchor=saving.test,
        bd_rate=Interval(middle, low, high),
        saving=Interval(-middle, -high, -low),
        probability=1 - saving.probability,
    )
