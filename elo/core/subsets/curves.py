"""The codecs' curves on some of the sources: from the model where it knows them, else by `mle`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from elo.core.bradley_terry import draw_elo, fit_bradley_terry
from elo.core.connectivity import find_components
from elo.core.counts import count_pairs
from elo.core.curves import Curve
from elo.core.elo_fit import EloFit
from elo.core.savings import curves_of_draws, rated_codecs
from elo.core.types import Conditions, FloatArray, Votes

DRAWS = 1000  # enough for the ends of an interval, and there are many intervals


@dataclass(frozen=True, slots=True)
class SubsetCurves:
    """Curves on a part of the sources.

    Parameters
    ----------
    method : str
        The model whose scores these are.
    curves : mapping of str to Curve
        By codec.
    reasons : mapping of str to str
        Codec to why it has no curve here.
    """

    method: str
    curves: Mapping[str, Curve]
    reasons: Mapping[str, str] = field(default_factory=dict)


def find_curves(
    *, fit: EloFit, votes: Votes, conditions: Conditions, sources: tuple[str, ...]
) -> SubsetCurves:
    """Curves of every codec on these sources.

    Parameters
    ----------
    fit : EloFit
        Of the votes.
    votes, conditions : Votes, Conditions
        All of them.
    sources : tuple of str
        The part; a category's score is the mean over its sources.
    """
    draws = fit.draws_source_elo
    if draws is not None and set(sources) <= set(fit.sources):
        elo = mean_over(draws, [fit.sources.index(each) for each in sources])
        curves = curves_of_draws(rated=fit.conditions, draws_elo=elo, conditions=conditions)
        return SubsetCurves(fit.model, curves)
    return refit_part(fit, votes, conditions, sources)


def mean_over(draws_source_elo: NDArray[np.float32], sources: list[int]) -> FloatArray:
    """Mean score on some sources in draws spread evenly over all, shape (n_draws, n)."""
    every = -(-len(draws_source_elo) // DRAWS)
    return np.asarray(
        draws_source_elo[::every, sources].mean(axis=1, dtype=np.float64), dtype=np.float64
    )


def refit_part(
    fit: EloFit, votes: Votes, conditions: Conditions, sources: tuple[str, ...]
) -> SubsetCurves:
    """Rate the votes on these sources alone, as far as comparisons join the conditions."""
    wanted = [index for index, name in enumerate(votes.sources) if name in sources]
    part = votes.rated()
    part = part.select(np.isin(part.source, wanted))
    joined = find_components(counts=count_pairs(part))[0]
    counts = count_pairs(part.select(np.isin(part.condition_a, places(votes, joined))))
    laplace = fit_bradley_terry(counts=counts)
    draws = draw_elo(laplace=laplace, n_draws=DRAWS, seed=fit.seed)
    curves = curves_of_draws(rated=counts.conditions, draws_elo=draws, conditions=conditions)
    reasons = explain_missing(fit.conditions, counts.conditions, conditions)
    whole = {codec: curve for codec, curve in curves.items() if codec not in reasons}
    return SubsetCurves("mle", whole, reasons)


def places(votes: Votes, names: tuple[str, ...]) -> list[int]:
    """Indices of conditions in the votes."""
    wanted = set(names)
    return [index for index, name in enumerate(votes.conditions) if name in wanted]


def explain_missing(
    rated: tuple[str, ...], joined: tuple[str, ...], conditions: Conditions
) -> dict[str, str]:
    """Codecs with a rate that no chain of comparisons joins to the others here: half a curve."""
    wanted, here, reasons = set(rated), set(joined), {}
    for codec in rated_codecs(rated=rated, conditions=conditions):
        rows = zip(conditions.names, conditions.codec, conditions.bpp.tolist(), strict=True)
        mine = [name for name, own, bpp in rows if own == codec and bpp > 0 and name in wanted]
        apart = sum(name not in here for name in mine)
        if apart:
            reasons[codec] = (
                f"no comparisons here join {apart} of {codec}'s {len(mine)} rates to the others"
            )
    return reasons
