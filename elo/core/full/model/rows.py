"""Votes as the likelihood of `full` reads them: sorted, decided answers and ties apart.

Traps and bias pairs are counts of each rater: no more of them enters the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from elo.core.counts import rated_indices
from elo.core.full.model.curves import Curves, find_curves, no_curves
from elo.core.full.model.grouping import Grouping, group_conditions
from elo.core.types import (
    BIAS,
    CHOSE_A,
    CHOSE_B,
    TIE,
    TRAP,
    UNKNOWN,
    VOTE,
    Conditions,
    FloatArray,
    IntArray,
    Votes,
)

SmallArray = NDArray[np.int32]


class Rows(NamedTuple):
    """Arrays for compiled code; a cell is a source with a condition that was rated on it.

    Parameters
    ----------
    cell_condition : ndarray of int32, shape (n_cells,)
        Cells stand source after source.
    cell_shared : ndarray of int32, shape (n_cells,)
        The source with the codec of that condition, source after source; zeros without codecs.
    winner, loser : ndarray of int32, shape (n_decided,)
        Cells.
    winner_side : ndarray of int8, shape (n_decided,)
        1 where the winner was shown left or first, -1 where the loser was, 0 unknown.
    rater : ndarray of int32, shape (n_decided,)
        Who answered.
    tie_a, tie_b, tie_side, tie_rater : ndarray, shape (n_ties,)
        The same of ties; sides as seen from A.
    level, level_size, rise, curve : ndarray
        As in `elo.core.full.model.curves.Curves`, of which ``curve`` is the ``shape``.
    trap_right, trap_wrong : ndarray of float, shape (n_raters,)
        Traps answered as expected, and not.
    bias_left, bias_right : ndarray of float, shape (n_raters,)
        Identical pictures of which the left or the right one was preferred.
    has_curves, has_sources, has_codecs, has_sides, has_ties, has_traps, has_lapse_spread : bool
        Whether curves along the rates, source effects, what a codec's rates share of them,
        ``side``, Davidson's nu, ``miss`` and the spread of the raters' logits are in the model.
    """

    cell_condition: SmallArray
    cell_shared: SmallArray
    winner: SmallArray
    loser: SmallArray
    winner_side: NDArray[np.int8]
    rater: SmallArray
    tie_a: SmallArray
    tie_b: SmallArray
    tie_side: NDArray[np.int8]
    tie_rater: SmallArray
    level: SmallArray
    level_size: FloatArray
    rise: FloatArray
    curve: FloatArray
    trap_right: FloatArray
    trap_wrong: FloatArray
    bias_left: FloatArray
    bias_right: FloatArray
    has_curves: bool
    has_sources: bool
    has_codecs: bool
    has_sides: bool
    has_ties: bool
    has_traps: bool
    has_lapse_spread: bool


@dataclass(frozen=True, slots=True)
class Study:
    """Rows with the names their indices stand for.

    Parameters
    ----------
    rows : Rows
        All the model needs to know.
    conditions, sources, raters : tuple of str
        Rated conditions, sources with rated votes, and whoever gave a usable answer; sorted.
    cell_source : ndarray of int, shape (n_cells,)
        Source of each cell, rising.
    curves : Curves
        Which conditions lie on one curve.
    grouping : Grouping
        Codecs of the conditions.
    shared_source, shared_codec : ndarray of int, shape (n_shared,)
        Source and codec of each effect that a codec's rates share; empty without codecs.
    """

    rows: Rows
    conditions: tuple[str, ...]
    sources: tuple[str, ...]
    raters: tuple[str, ...]
    cell_source: IntArray
    curves: Curves
    grouping: Grouping
    shared_source: IntArray
    shared_codec: IntArray


def arrange_rows(
    votes: Votes,
    *,
    allow_ties: bool | None = None,
    known: Conditions | None = None,
    pool_rates: bool = False,
) -> Study:
    """Sort votes into rows; the order they came in changes nothing.

    Parameters
    ----------
    votes : Votes
        With at least one rated vote.
    allow_ties : bool, optional
        Whether raters could say "can't tell"; whether anyone did, if not given.
    known : Conditions, optional
        Tells which conditions are rates of one codec.
    pool_rates : bool
        Whether the scores of a codec's rates lie on a curve.

    Raises
    ------
    ValueError
        If ties were not allowed and there is one, or no codec has rates to pool.
    """
    has_ties = find_ties(votes, allow_ties)
    used = votes.select(np.isin(votes.kind, (VOTE, TRAP, BIAS)))
    raters, rater = rank_used(used.raters, used.rater)
    rated = used.rated()
    conditions, a, b = rated_indices(rated)
    sources, source = rank_used(rated.sources, rated.source)
    flip = rated.choice == CHOSE_B  # the winner of a decided answer comes first
    pair = np.stack([np.where(flip, b, a), np.where(flip, a, b)])
    keys, cells = np.unique(source * len(conditions) + pair, return_inverse=True)
    cell_source, cell_condition = np.divmod(keys, len(conditions))
    curves = find_curves(conditions, known) if pool_rates else no_curves(len(conditions))
    grouping = group_conditions(conditions, known, has_sources=len(sources) > 1)
    shared, cell_shared = share_cells(grouping, cell_source, cell_condition)
    side, who = side_of_first(rated.left, flip), rater[used.kind == VOTE]
    order = np.lexsort((rated.choice == TIE, side, pair[1], pair[0], who, source))
    columns = [each[order] for each in (*cells.reshape(pair.shape), side, who)]
    rows = make_rows(
        columns=columns,
        tie=(rated.choice == TIE)[order],
        cell_condition=cell_condition,
        cell_shared=cell_shared,
        curves=curves,
        traps=count_traps(used, rater, len(raters)),
        bias=count_bias(used, rater, len(raters)),
        has_sources=len(sources) > 1,
        has_codecs=bool(grouping.codecs),
        has_ties=has_ties,
    )
    return Study(rows, conditions, sources, raters, cell_source, curves, grouping, *shared)


def share_cells(
    grouping: Grouping, cell_source: IntArray, cell_condition: IntArray
) -> tuple[IntArray, IntArray]:
    """Sources and codecs of the shared effects, shape (2, n_shared), and which is each cell's."""
    if not grouping.codecs:
        return np.zeros((2, 0), dtype=np.int64), np.zeros_like(cell_source)
    codec = grouping.condition_codec[cell_condition]
    keys, cell_shared = np.unique(cell_source * len(grouping.codecs) + codec, return_inverse=True)
    return np.stack(np.divmod(keys, len(grouping.codecs))), cell_shared


def make_rows(
    *,
    columns: list[IntArray],
    tie: NDArray[np.bool_],
    cell_condition: IntArray,
    cell_shared: IntArray,
    curves: Curves,
    traps: tuple[FloatArray, FloatArray],
    bias: tuple[FloatArray, FloatArray],
    has_sources: bool,
    has_codecs: bool,
    has_ties: bool,
) -> Rows:
    """Split sorted answers (first, second, side, rater) into decided ones and ties."""
    return Rows(
        cell_condition.astype(np.int32),
        cell_shared.astype(np.int32),
        *shrink([column[~tie] for column in columns]),
        *shrink([column[tie] for column in columns]),
        curves.level.astype(np.int32),
        curves.level_size,
        curves.rise,
        curves.shape,
        *traps,
        *bias,
        has_curves=curves.shape.shape[1] > 0,
        has_sources=has_sources,
        has_codecs=has_codecs,
        has_sides=bool(columns[2].any() or np.sum(bias)),
        has_ties=has_ties,
        has_traps=bool(np.sum(traps)),
        has_lapse_spread=len(traps[0]) > 1,
    )


def find_ties(votes: Votes, allow_ties: bool | None) -> bool:
    found = bool((votes.choice == TIE).any())
    if found and allow_ties is False:
        row = int(np.argmax(votes.choice == TIE))
        raise ValueError(f"vote {row} is a tie, but allow_ties is False")
    return found if allow_ties is None else allow_ties


def rank_used(names: tuple[str, ...], index: IntArray) -> tuple[tuple[str, ...], IntArray]:
    """Names that occur, sorted, and the column as indices into them."""
    order = sorted(np.unique(index).tolist(), key=lambda each: names[each])
    rank = np.full(len(names), -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return tuple(names[each] for each in order), rank[index]


def side_of_first(left: NDArray[np.int8], flip: NDArray[np.bool_]) -> IntArray:
    """1 where the first of the (flipped) pair was left, -1 where the second was, 0 unknown."""
    side = np.where(left == UNKNOWN, 0, np.where(left == CHOSE_A, 1, -1))
    return np.where(flip, -side, side).astype(np.int64)


def shrink(
    columns: list[IntArray],
) -> tuple[SmallArray, SmallArray, NDArray[np.int8], SmallArray]:
    first, second, side, rater = columns
    return (
        first.astype(np.int32),
        second.astype(np.int32),
        side.astype(np.int8),
        rater.astype(np.int32),
    )


def count_traps(used: Votes, rater: IntArray, n: int) -> tuple[FloatArray, FloatArray]:
    """Traps answered right and wrong, by rater; a tie is not the right answer."""
    trap = used.kind == TRAP
    right = used.choice == used.expected
    return tally(rater[trap & right], n), tally(rater[trap & ~right], n)


def count_bias(used: Votes, rater: IntArray, n: int) -> tuple[FloatArray, FloatArray]:
    """Identical pairs of which left or right was preferred, by rater; ties say nothing of it."""
    told = (used.kind == BIAS) & (used.left != UNKNOWN) & (used.choice != TIE)
    chose_left = used.choice == used.left
    return tally(rater[told & chose_left], n), tally(rater[told & ~chose_left], n)


def tally(who: IntArray, n: int) -> FloatArray:
    return np.bincount(who, minlength=n).astype(np.float64)
