"""What is compared between people and model: answers gathered by gap, side, rater, source, pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from elo.core.elo_fit import EloFit
from elo.core.predictive.answers import Asked, has_ties
from elo.core.types import BoolArray, FloatArray, IntArray, Votes

SHARE, MISFIT = "share", "misfit"
BINS = 10
LEAST_IN_BIN = 20  # votes; fewer make fewer bins
LEAST_VARIANCE = 0.25  # votes^2: one upset in a cell without chance must not outweigh all others


@dataclass(frozen=True, slots=True)
class Check:
    """Cells into which answers are added, and the groups of cells that a reader sees.

    Parameters
    ----------
    name : str
        A key of `CHECKS`.
    measure : str
        SHARE: of each group, the share of answers; every cell is its own group. MISFIT: the mean
        over a group's cells of squared excess over variance, 1 if the model is right.
    ties : bool
        Whether ties are added up, rather than points.
    groups : tuple of str
        Names.
    group : ndarray of int, shape (n_cells,)
        Group of each cell.
    cells : tuple of ndarray of int, shape (n_votes,)
        Where each answer is added; n_cells for nowhere.
    flips : tuple of ndarray of bool, shape (n_votes,)
        Whether B's points are added there instead of A's.
    gap_elo : ndarray of float, shape (n_groups,)
        Mean gap of a group's pairs, Elo points; nan where groups are not made by gap.
    """

    name: str
    measure: str
    ties: bool
    groups: tuple[str, ...]
    group: IntArray
    cells: tuple[IntArray, ...]
    flips: tuple[BoolArray, ...]
    gap_elo: FloatArray

    def add(self, values: FloatArray) -> FloatArray:
        """Sum over each cell of its answers' points, or of their ties, shape (n_cells,)."""
        total = np.zeros(len(self.group) + 1)
        for cell, flip in zip(self.cells, self.flips, strict=True):
            seen = values if self.ties else np.where(flip, 1 - values, values)
            total += np.bincount(cell, seen, len(total))
        return total[:-1]

    def add_plain(self, values: FloatArray) -> FloatArray:
        """Sum of values that are the same from either side, such as variances."""
        total = np.zeros(len(self.group) + 1)
        for cell in self.cells:
            total += np.bincount(cell, values, len(total))
        return total[:-1]

    def gather(self, per_cell: FloatArray) -> FloatArray:
        """Sum over each group's cells, shape (n_groups,)."""
        return np.bincount(self.group, per_cell, len(self.groups)).astype(np.float64)


def list_checks(*, fit: EloFit, votes: Votes, asked: Asked) -> tuple[Check, ...]:
    """Every check that these votes and this model allow, in the order of `CHECKS`."""
    made = (make(fit, votes, asked) for make in CHECKS.values())
    return tuple(check for check in made if check is not None)


def by_gap(fit: EloFit, votes: Votes, asked: Asked) -> Check:
    """Share of wins of the better-rated of a pair, by how far apart the two are."""
    names, cell, gap_elo = make_bins(fit, asked)
    return make_shares("gap", names, cell, worse_first(fit, asked), gap_elo=gap_elo)


def ties_by_gap(fit: EloFit, votes: Votes, asked: Asked) -> Check | None:
    """Share of ties, by how far apart the two are; None for a model that knows no ties."""
    if not has_ties(fit):
        return None
    names, cell, gap_elo = make_bins(fit, asked)
    return make_shares("ties", names, cell, worse_first(fit, asked), gap_elo=gap_elo, ties=True)


def by_side(fit: EloFit, votes: Votes, asked: Asked) -> Check | None:
    """Share of wins of what was shown left; None where no side is known."""
    if not asked.side.any():
        return None
    cell = np.where(asked.side == 0, 1, 0)
    return make_shares("side", ("left",), cell, asked.side < 0)


def by_rater(fit: EloFit, votes: Votes, asked: Asked) -> Check:
    """How often each rater agrees with the scores."""
    used, cell = np.unique(asked.rater, return_inverse=True)
    names = tuple(votes.raters[index] for index in used.tolist())
    return make_shares("rater", names, cell, worse_first(fit, asked))


def by_source(fit: EloFit, votes: Votes, asked: Asked) -> Check:
    """On each source: how far the conditions' wins are from what the model says of them."""
    n = len(fit.conditions)
    both = np.concatenate([asked.source * n + asked.a, asked.source * n + asked.b])
    used, cell = np.unique(both, return_inverse=True)
    sources, group = np.unique(used // n, return_inverse=True)
    names = tuple(votes.sources[index] for index in sources.tolist())
    half = len(asked)
    straight = np.zeros(half, dtype=bool)
    return Check(
        "source", MISFIT, False, names, group, (cell[:half], cell[half:]),
        (straight, ~straight), np.full(len(names), np.nan),
    )  # fmt: skip


def by_pair(fit: EloFit, votes: Votes, asked: Asked) -> Check:
    """How far the pairs' win rates are from any that one scale of scores can give.

    This is the test of transitivity: if A beats B, B beats C and C beats A more than chance has
    it, no scores fit all three pairs.
    """
    n = len(fit.conditions)
    key = np.minimum(asked.a, asked.b) * n + np.maximum(asked.a, asked.b)
    used, cell = np.unique(key, return_inverse=True)
    group = np.zeros(len(used), dtype=np.int64)
    flip = asked.a > asked.b
    return Check("pairs", MISFIT, False, ("all",), group, (cell,), (flip,), np.full(1, np.nan))


# name -> what makes it, in the order of the tables.
CHECKS: dict[str, Callable[[EloFit, Votes, Asked], Check | None]] = {
    "gap": by_gap,
    "ties": ties_by_gap,
    "side": by_side,
    "rater": by_rater,
    "source": by_source,
    "pairs": by_pair,
}


def make_shares(
    name: str,
    groups: tuple[str, ...],
    cell: IntArray,
    flip: BoolArray,
    *,
    gap_elo: FloatArray | None = None,
    ties: bool = False,
) -> Check:
    unknown = np.full(len(groups), np.nan)
    return Check(
        name, SHARE, ties, groups, np.arange(len(groups)), (cell,), (flip,),
        unknown if gap_elo is None else gap_elo,
    )  # fmt: skip


def worse_first(fit: EloFit, asked: Asked) -> BoolArray:
    """Whether A is the lower-rated of the two, shape (n_votes,)."""
    return np.asarray(fit.mean_elo[asked.a] < fit.mean_elo[asked.b])


def make_bins(fit: EloFit, asked: Asked) -> tuple[tuple[str, ...], IntArray, FloatArray]:
    """Bins of the pairs' gaps with about as many votes each: names, bin of each vote, mean gap."""
    gap_elo = np.abs(fit.mean_elo[asked.a] - fit.mean_elo[asked.b])
    bins = max(min(BINS, len(asked) // LEAST_IN_BIN), 1)
    edges = np.unique(np.quantile(gap_elo, np.linspace(0, 1, bins + 1)))
    cell = np.clip(np.searchsorted(edges, gap_elo, side="right") - 1, 0, max(len(edges) - 2, 0))
    used, cell = np.unique(cell, return_inverse=True)
    mean = np.bincount(cell, gap_elo) / np.bincount(cell)
    high = edges[np.minimum(used + 1, len(edges) - 1)]
    names = tuple(f"{low:.0f} to {top:.0f} Elo" for low, top in zip(edges[used], high, strict=True))
    return names, cell, mean
