"""Savings in every replicate: an interval that owes nothing to the model's idea of noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from elo.core.counts import lay_out_pairs
from elo.core.numbers import percents
from elo.core.refusals import NO_OVERLAP_LIMIT, join_flags
from elo.core.resampling.replicates import REPLICATES, Replicates, resample_elo
from elo.core.resampling.widening import widen_saving
from elo.core.savings import (
    Saving,
    check_codec,
    compare_codecs,
    curves_of_draws,
    rated_codecs,
    refuse_saving,
)
from elo.core.types import Conditions, Votes

FEWEST_CLUSTERS = 5  # fewer cannot stand for all that might have been drawn
FEW_CLUSTERS = 20  # fewer make intervals rough, widened as they are
CLUSTER_WORDS = {"rater": "raters", "source": "sources", "both": "raters or sources"}


@dataclass(frozen=True, slots=True)
class BootstrapSaving:
    """What a test codec saves against an anchor, over replicates.

    Parameters
    ----------
    by : str
        What was drawn anew, a key of `CLUSTERS`.
    clusters, drawn : int
        As in `Replicates`.
    left_out_share : float
        Share of the replicates that could not be rated.
    saving : Saving
        Its median and percentiles are over the replicates that could; the usual refusals.
    """

    by: str
    clusters: int
    drawn: int
    left_out_share: float
    saving: Saving


def bootstrap_savings(
    *,
    votes: Votes,
    conditions: Conditions,
    test: str,
    seed: int,
    by: Sequence[str] = ("rater", "source"),
    replicates: int = REPLICATES,
) -> tuple[BootstrapSaving, ...]:
    """Widened percentile intervals of what one codec saves against every other.

    Parameters
    ----------
    votes : Votes
        Of connected conditions.
    conditions : Conditions
        With their rates.
    test : str
        The codec that the savings are about.
    seed, replicates : int
        Same seed, same replicates.
    by : sequence of str
        What to draw anew, keys of `CLUSTERS`.

    Raises
    ------
    ValueError
        As `resample_elo`, and if the test codec has no rated condition with a rate.
    """
    codecs = rated_codecs(rated=lay_out_pairs(votes).conditions, conditions=conditions)
    check_codec(test=test, codecs=codecs)
    anchors = [codec for codec in codecs if codec != test]
    return tuple(
        BootstrapSaving(each, drawn.clusters, drawn.drawn, drawn.left_out_share, saving)
        for each in by
        for drawn in [resample_elo(votes=votes, by=each, seed=seed, replicates=replicates)]
        for saving in compare_replicates(drawn, conditions, test, anchors)
    )


def compare_replicates(
    drawn: Replicates, conditions: Conditions, test: str, anchors: Sequence[str]
) -> list[Saving]:
    if refusal := refuse_replicates(drawn):
        return [refuse_saving(test=test, anchor=anchor, flag=refusal) for anchor in anchors]
    curves = curves_of_draws(rated=drawn.conditions, draws_elo=drawn.elo, conditions=conditions)
    return [
        allow_for_few(compare_codecs(test=curves[test], anchor=curves[anchor]), drawn)
        for anchor in anchors
    ]


def refuse_replicates(drawn: Replicates) -> str:
    """Why replicates give no interval; nothing if they do."""
    what = CLUSTER_WORDS[drawn.by]
    if drawn.clusters < FEWEST_CLUSTERS:
        return f"only {drawn.clusters} {what}, too few to draw from anew"
    if drawn.left_out_share > NO_OVERLAP_LIMIT:
        return (
            f"{percents(drawn.left_out_share)} of the replicates left a condition without votes or "
            "apart from the others"
        )
    return ""


def allow_for_few(saving: Saving, drawn: Replicates) -> Saving:
    """Widen the interval by what so many clusters spread too little; flag it where few."""
    if saving.refused:
        return saving
    wide = widen_saving(saving, drawn.clusters)
    if drawn.clusters >= FEW_CLUSTERS:
        return wide
    few = f"only {drawn.clusters} {CLUSTER_WORDS[drawn.by]}: the interval is widened, yet rough"
    return replace(wide, flag=join_flags(saving.flag, few))
