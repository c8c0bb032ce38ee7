"""Skills and source effects of `full` when the likelihood is taken as Gaussian about one point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.full.answers import AnswerSlopes
from elo.core.full.density import LOG_SOURCE_SPREAD, LOG_SPREAD
from elo.core.full.rows import Study
from elo.core.full.state import State
from elo.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Scores:
    """Best skills and effects, how they move with `HYPER`, and what the sampler's frame needs.

    Arrays with 8 columns hold the value at the present numbers and then its slopes over the seven.

    Parameters
    ----------
    skill, effect : ndarray, shapes (n_conditions, 8) and (n_cells, 8)
        Best for the present spreads.
    skill_basis, skill_information, skill_pull
        As in `elo.core.full.frame.Frame`; the last of shape (n_conditions - 1, 8).
    bases : list of ndarray
        Eigenvectors of each source's information.
    effect_information, effect_pull, effect_rest : ndarray, shapes (n_cells,), (n_cells, 8) twice
        Along those bases; the last is the pull less what the best skills explain.
    cell_with : ndarray, shape (n_cells, 7)
        Information that each cell's score shares with `HYPER`.
    """

    skill: FloatArray
    effect: FloatArray
    skill_basis: FloatArray
    skill_information: FloatArray
    skill_pull: FloatArray
    bases: list[FloatArray]
    effect_information: FloatArray
    effect_pull: FloatArray
    effect_rest: FloatArray
    cell_with: FloatArray


def solve_scores(study: Study, state: State, slopes: AnswerSlopes) -> Scores:
    """Solve for all skills and effects at once, for the present spreads."""
    n, starts, condition = len(study.conditions), find_starts(study), study.rows.cell_condition
    precision = np.exp(-2 * state.hyper[LOG_SOURCE_SPREAD]) if study.rows.has_sources else np.inf
    cell_with = add_to_cells(study, slopes, slopes.gap_with)
    informations = gather_information(study, slopes)
    pulls = gather_pulls(study, state, slopes, informations, cell_with)
    left, pull = np.zeros((n, n)), np.zeros((n, pulls[0].shape[1]))
    bases, values, alongs = [], [], []
    for start, information, mine in zip(starts[:-1], informations, pulls, strict=True):
        value, basis = np.linalg.eigh(information)
        value, along = np.maximum(value, 0.0), basis.T @ mine
        share = 1 / (1 + value / precision)
        place = condition[start : start + len(mine)]
        left[np.ix_(place, place)] += (basis * (value * share)) @ basis.T
        pull[place] += basis @ (share[:, None] * along)
        bases.append(basis)
        values.append(value)
        alongs.append(along)
    skill_basis, skill_value = find_skill_basis(left)
    skill_pull = skill_basis.T @ pull
    grown = skill_value + np.exp(-2 * state.hyper[LOG_SPREAD])
    best = skill_basis @ (skill_pull / grown[:, None])
    blocks = np.split(best[condition], starts[1:-1])
    parts = zip(bases, values, alongs, blocks, strict=True)
    rests = [along - value[:, None] * (basis.T @ block) for basis, value, along, block in parts]
    effects = [
        basis @ (rest / (value + precision)[:, None])
        for basis, value, rest in zip(bases, values, rests, strict=True)
    ]
    return Scores(
        skill=best,
        effect=np.concatenate(effects),
        skill_basis=skill_basis,
        skill_information=skill_value,
        skill_pull=skill_pull,
        bases=bases,
        effect_information=np.concatenate(values),
        effect_pull=np.concatenate(alongs),
        effect_rest=np.concatenate(rests),
        cell_with=cell_with,
    )


def find_starts(study: Study) -> IntArray:
    """First cell of each source, and the number of cells."""
    return np.searchsorted(study.cell_source, np.arange(len(study.sources) + 1))


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
    corner = np.concatenate([[0], np.cumsum(sizes**2)])
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
    cell_with: FloatArray,
) -> list[FloatArray]:
    """h of the scores on each source, information times score plus slope, and how it moves."""
    score = state.skill[study.rows.cell_condition] + state.effect
    push = add_to_cells(study, slopes, slopes.gap_slope[:, None])[:, 0]
    inner = find_starts(study)[1:-1]
    split = zip(
        informations,
        np.split(score, inner),
        np.split(push, inner),
        np.split(cell_with, inner),
        strict=True,
    )
    return [
        np.column_stack([information @ mine + slope, -shared])
        for information, mine, slope, shared in split
    ]


def find_skill_basis(information: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Eigenvectors and values among skills that sum to 0."""
    n = len(information)
    free = np.linalg.qr(np.column_stack([np.ones(n), np.eye(n)[:, :-1]]))[0][:, 1:]
    free -= free.mean(axis=0)
    value, turn = np.linalg.eigh(free.T @ information @ free)
    return np.ascontiguousarray(free @ turn), np.maximum(value, 0.0)
