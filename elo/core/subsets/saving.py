"""Savings on a part of the pictures: one source, or all of a category.

A codec may be good on photographs and weak on text or on regular synthetic images; a mean over
all of them does not say so. Where the model knows sources apart, the scores are those that it
gives the codecs on these very sources; a category's are the means over its sources. Otherwise
`mle` rates the votes on them alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elo.core.elo_fit import EloFit
from elo.core.savings import Saving, check_codec, compare_codecs, rated_codecs, refuse_saving
from elo.core.subsets.counts import VoteTable, lay_out_votes
from elo.core.subsets.curves import SubsetCurves, find_curves
from elo.core.types import Conditions, Votes

UNSORTED = "no category"


@dataclass(frozen=True, slots=True)
class SubsetSaving:
    """What a test codec saves against an anchor on a part of the sources.

    Parameters
    ----------
    subset : str
        A source's or a category's name.
    sources : int
        How many it has.
    votes : int
        Rated answers on them in which one of both codecs was shown.
    method : str
        The model whose scores these are: the fit's, where it knows sources apart, or ``mle``.
    saving : Saving
        With the usual interval, refusals and flags; it speaks of these sources, not of new ones.
    """

    subset: str
    sources: int
    votes: int
    method: str
    saving: Saving


def source_savings(
    *,
    fit: EloFit,
    votes: Votes,
    conditions: Conditions,
    test: str,
    anchors: Sequence[str] | None = None,
) -> tuple[SubsetSaving, ...]:
    """Savings of one codec on each source that has rated votes.

    Parameters
    ----------
    fit : EloFit
        Of these votes.
    votes, conditions : Votes, Conditions
        What was asked, and the rates.
    test : str
        The codec that the savings are about.
    anchors : sequence of str, optional
        Against which; all others that have a curve, if not given.

    Raises
    ------
    ValueError
        If one of the codecs has no rated condition with a rate.
    """
    table = lay_out_votes(votes=votes, conditions=conditions)
    parts = {name: (name,) for name in table.sources}
    return compare_parts(parts, fit, votes, conditions, table, test, anchors)


def category_savings(
    *,
    fit: EloFit,
    votes: Votes,
    conditions: Conditions,
    categories: Mapping[str, str],
    test: str,
    anchors: Sequence[str] | None = None,
) -> tuple[SubsetSaving, ...]:
    """Savings of one codec on each category of sources, in the order of their names.

    Parameters
    ----------
    fit, votes, conditions, test, anchors
        As in `source_savings`.
    categories : mapping of str to str
        Each source's; a source that is not in it counts as `UNSORTED`. No category at all: no
        savings.

    Raises
    ------
    ValueError
        As `source_savings`.
    """
    table = lay_out_votes(votes=votes, conditions=conditions)
    parts: dict[str, tuple[str, ...]] = {}
    for source in table.sources if categories else ():
        name = categories.get(source, UNSORTED)
        parts[name] = (*parts.get(name, ()), source)
    ordered = {
        name: parts[name] for name in sorted(parts, key=lambda each: (each == UNSORTED, each))
    }
    return compare_parts(ordered, fit, votes, conditions, table, test, anchors)


def compare_parts(
    parts: Mapping[str, tuple[str, ...]],
    fit: EloFit,
    votes: Votes,
    conditions: Conditions,
    table: VoteTable,
    test: str,
    anchors: Sequence[str] | None,
) -> tuple[SubsetSaving, ...]:
    """Savings on each part against each anchor."""
    codecs = rated_codecs(rated=fit.conditions, conditions=conditions)
    for each in (test, *(anchors or ())):
        check_codec(test=each, codecs=codecs)
    against = [each for each in (codecs if anchors is None else anchors) if each != test]
    found = []
    for name, sources in parts.items():
        curves = find_curves(fit=fit, votes=votes, conditions=conditions, sources=sources)
        for anchor in against:
            saving = compare_on(curves, table, sources, test, anchor)
            counted = table.count(sources, {test, anchor})
            found.append(SubsetSaving(name, len(sources), counted, curves.method, saving))
    return tuple(found)


def compare_on(
    curves: SubsetCurves, table: VoteTable, sources: tuple[str, ...], test: str, anchor: str
) -> Saving:
    for codec in (test, anchor):
        if not table.count(sources, {codec}):
            return refuse_saving(test=test, anchor=anchor, flag=f"no votes on {codec} here")
        if codec not in curves.curves:
            return refuse_saving(test=test, anchor=anchor, flag=curves.reasons[codec])
    return compare_codecs(test=curves.curves[test], anchor=curves.curves[anchor])
