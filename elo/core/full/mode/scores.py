"""Skills and source effects of `full` when the likelihood is taken as Gaussian about one point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from elo.core.full.mode.along_rates import find_rise
from elo.core.full.mode.answers import AnswerSlopes
from elo.core.full.mode.by_source import Added, Left, Turned, turn, turn_added
from elo.core.full.mode.state import State
from elo.core.full.model.hyper import (
    LOG_CODEC_SPREAD,
    LOG_CURVE_SPREAD,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
)
from elo.core.full.model.rows import Rows, Study
from elo.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Scores:
    """Best skills and effects, how they move with `HYPER`, and what the sampler's frame needs.

    Arrays with 11 columns hold the value at the present numbers and then its slopes over the ten.

    Parameters
    ----------
    skill, effect : ndarray, shapes (n_conditions, 11) and (n_cells, 11)
        Best for the present spreads.
    skill_basis, skill_information, skill_pull
        As in `elo.core.full.frame.coordinates.Frame`; the last of shape (n_levels - 1, 11).
    left : Left
        Information and pull of the skills, with what the effects leave of each source's.
    departures : Added
        Of curves along the rates.
    turned, shared : list of Turned, list of Added
        Each source's effects along their bases; ``shared`` is empty without codecs.
    curve_rest, effect_rest, shared_rest : ndarray, shapes (n_shapes | n_cells | n_shared, 11)
        Pull along these bases, less what the best scores explain that they are added to.
    """

    skill: FloatArray
    effect: FloatArray
    skill_basis: FloatArray
    skill_information: FloatArray
    skill_pull: FloatArray
    left: Left
    departures: Added
    turned: list[Turned]
    shared: list[Added]
    curve_rest: FloatArray
    effect_rest: FloatArray
    shared_rest: FloatArray


def solve_scores(study: Study, state: State, slopes: AnswerSlopes) -> Scores:
    """Solve for all skills and effects at once, for the present spreads."""
    rows = study.rows
    precision = float(np.exp(-2 * state.hyper[LOG_SOURCE_SPREAD])) if rows.has_sources else np.inf
    codec_precision = float(np.exp(-2 * state.hyper[LOG_CODEC_SPREAD]))
    informations = gather_information(study, slopes)
    pulls = gather_pulls(study, state, slopes, informations)
    turned = [turn(*pair) for pair in zip(informations, pulls, strict=True)]
    left = [each.leave(precision) for each in turned]
    shared: list[Added] = []
    if rows.has_codecs:
        shared = [turn_added(*pair) for pair in zip(left, find_codecs(study), strict=True)]
        left = [one.leave(each, codec_precision) for one, each in zip(shared, left, strict=True)]
    whole = gather_skills(study, left)
    levels, departures = turn_skills(rows, state, whole)
    best, curve_rest = solve_skills(rows, state, levels, departures)
    base = split_cells(study, best[rows.cell_condition])
    common, shared_rest = solve_shared(shared, base, codec_precision)
    rests = [
        each.explain(here + more) for each, here, more in zip(turned, base, common, strict=True)
    ]
    effects = [
        more + each.solve(rest, precision)
        for each, rest, more in zip(turned, rests, common, strict=True)
    ]
    return Scores(
        skill=best,
        effect=np.concatenate(effects),
        skill_basis=levels.basis,
        skill_information=levels.information,
        skill_pull=levels.pull,
        left=whole,
        departures=departures,
        turned=turned,
        shared=shared,
        curve_rest=curve_rest,
        effect_rest=np.concatenate(rests),
        shared_rest=shared_rest,
    )


def solve_shared(
    shared: list[Added], base: list[FloatArray], precision: float
) -> tuple[list[FloatArray], FloatArray]:
    """What codecs share on each source, cell by cell, on top of the best skills; and the rests."""
    if not shared:
        return [np.zeros_like(each) for each in base], np.zeros((0, base[0].shape[1]))
    rests = [each.explain(here) for each, here in zip(shared, base, strict=True)]
    solved = [each.solve(rest, precision) for each, rest in zip(shared, rests, strict=True)]
    return solved, np.concatenate(rests)


def gather_skills(study: Study, left: list[Left]) -> Left:
    """Information and pull of the skills, with what the effects leave of each source's."""
    n = len(study.conditions)
    information, pull = np.zeros((n, n)), np.zeros((n, left[0].pull.shape[1]))
    for place, each in zip(split_cells(study, study.rows.cell_condition), left, strict=True):
        information[np.ix_(place, place)] += each.information
        pull[place] += each.pull
    return Left(information, pull)


def turn_skills(rows: Rows, state: State, left: Left) -> tuple[Turned, Added]:
    """Levels along their basis, with what curves leave of them; and the curves along theirs."""
    departures = turn_added(left, rows.curve)
    if rows.has_curves:
        left = departures.leave(left, np.exp(-2 * state.hyper[LOG_CURVE_SPREAD]))
        rise = find_rise(rows, state.hyper)
        left = Left(left.information, left.pull - left.information @ rise)
    basis, value = find_skill_basis(rows, left.information)
    return Turned(basis, value, basis.T @ left.pull), departures


def solve_skills(
    rows: Rows, state: State, levels: Turned, departures: Added
) -> tuple[FloatArray, FloatArray]:
    """Best skills, shape (n_conditions, 11), and the rest of the pull of the curves."""
    grown = levels.information + np.exp(-2 * state.hyper[LOG_SPREAD])
    best = levels.basis @ (levels.pull / grown[:, None])
    if not rows.has_curves:
        return best, departures.pull
    best = best + find_rise(rows, state.hyper)
    rest = departures.explain(best)
    return best + departures.solve(rest, np.exp(-2 * state.hyper[LOG_CURVE_SPREAD])), rest


def find_codecs(study: Study) -> list[FloatArray]:
    """Whether each cell is of each codec on its source, 1 or 0, source by source."""
    cells = split_cells(study, study.rows.cell_shared.astype(np.int64))
    return [np.eye(int(np.ptp(each)) + 1)[each - each.min()] for each in cells]


def split_cells(study: Study, by_cell: NDArray[Any]) -> list[NDArray[Any]]:
    """Rows of cells, source by source."""
    return np.split(by_cell, find_starts(study)[1:-1])


def find_starts(study: Study) -> IntArray:
    """First cell of each source, and the number of cells."""
    return np.searchsorted(study.cell_source, np.arange(len(study.sources) + 1))


def add_up(sizes: IntArray) -> IntArray:
    """First place of each, and the number of all."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def add_to_cells(study: Study, slopes: AnswerSlopes, by_answer: FloatArray) -> FloatArray:
    """Add columns of answers to their first cells and take them from their second."""
    n = len(study.cell_source)
    columns = [
        np.bincount(slopes.first, column, n) - np.bincount(slopes.second, column, n)
        for column in by_answer.T
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def gather_information(study: Study, slopes: AnswerSlopes) -> list[FloatArray]:
    """Information of the scores on each source: a graph's Laplacian, weighted by answers."""
    starts = find_starts(study)
    sizes = np.diff(starts)
    corner = add_up(sizes**2)
    source = study.cell_source[slopes.first]
    one, two = slopes.first - starts[source], slopes.second - starts[source]
    place = corner[source] + one * sizes[source] + two
    across = np.bincount(place, slopes.gap_information, corner[-1]).astype(np.float64)
    found: list[FloatArray] = []
    for each, size in enumerate(sizes.tolist()):
        block = across[corner[each] : corner[each + 1]].reshape(size, size)
        block = block + block.T
        found.append(np.diag(block.sum(axis=1)) - block)
    return found


def gather_pulls(
    study: Study,
    state: State,
    slopes: AnswerSlopes,
    informations: list[FloatArray],
) -> list[FloatArray]:
    """h of the scores on each source, information times score plus slope, and how it moves."""
    score = state.skill[study.rows.cell_condition] + state.effect
    push = add_to_cells(study, slopes, slopes.gap_slope[:, None])[:, 0]
    moves_with = add_to_cells(study, slopes, slopes.gap_with)
    by_cell = (split_cells(study, each) for each in (score, push, moves_with))
    split = zip(informations, *by_cell, strict=True)
    return [
        np.column_stack([information @ mine + slope, -moves])
        for information, mine, slope, moves in split
    ]


def find_skill_basis(rows: Rows, information: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Eigenvectors and values among levels that make skills sum to 0; a row for each skill."""
    size, member = rows.level_size, np.eye(len(rows.level_size))[rows.level]
    free = np.linalg.qr(np.column_stack([size, np.eye(len(size))[:, :-1]]))[0][:, 1:]
    free -= np.outer(size, size @ free) / (size @ size)
    value, turn = np.linalg.eigh(free.T @ (member.T @ information @ member) @ free)
    return np.ascontiguousarray(member @ free @ turn), np.maximum(value, 0.0)
