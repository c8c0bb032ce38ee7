"""What an active sampler believes of the scores, and what it wants to know better."""

from __future__ import annotations

from dataclasses import dataclass

from elo.core.bradley_terry import LaplaceFit
from elo.core.contrasts import find_contrasts
from elo.core.lapsing import fit_lapsing
from elo.core.types import FloatArray
from evalsite.studies.pool.grid import Grid
from evalsite.studies.pool.tally import Tally


@dataclass(frozen=True, slots=True)
class Belief:
    """For choosing pairs: the fit that models a share of random answers.

    It needs no chain of comparisons between all conditions: what is unknown is what it asks for.
    """

    laplace: LaplaceFit
    lapse: float  # share of answers taken to be random
    wanted: FloatArray | None  # contrasts of the savings; None where no two codecs meet


def guess(grid: Grid, tally: Tally, *, seed: int) -> Belief | None:
    """None while there is too little to go by: an answer for each condition, and a mode."""
    if tally.votes < len(grid.conditions):
        return None
    counts = tally.pair_counts(grid.names)
    try:
        found = fit_lapsing(counts=counts)
    except RuntimeError:
        return None
    wanted = find_contrasts(
        laplace=found.laplace, codec=grid.codec, bpp=grid.curve_bpp, test=grid.test, seed=seed
    )
    return Belief(found.laplace, found.lapse, wanted)
