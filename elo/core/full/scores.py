"""Skills and source effects of `full` when the likelihood is taken as Gaussian about one point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.full.answers import AnswerSlopes
from elo.core.full.hyper import LOG_SOURCE_SPREAD, LOG_SPREAD
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


def solve_scores(study: Study, state: State, slopes: AnswerSlopes) -> Scores:
    """Solve for all skills and effects at once, for the present spreads."""
    starts, condition = find_starts(study), study.rows.cell_condition
    precision = np.exp(-2 * state.hyper[LOG_SOURCE_SPREAD]) if study.rows.has_sources else np.inf
    informations = gather_information(study, slopes)
    pulls = gather_pulls(study, state, slopes, informations)
    turned = [turn(*pair) for pair in zip(informations, pulls, strict=True)]
    skill_basis, skill_value, skill_pull = solve_skills(study, turned, precision)
    grown = skill_value + np.exp(-2 * state.hyper[LOG_SPREAD])
    best = skill_basis @ (skill_pull / grown[:, None])
    blocks = np.split(best[condition], starts[1:-1])
    rests = [
        each.pull - each.information[:, None] * (each.basis.T @ block)
        for each, block in zip(turned, blocks, strict=True)
    ]
    effects = [
        each.basis @ (rest / (each.information + precision)[:, None])
        for each, rest in zip(turned, rests, strict=True)
    ]
    return Scores(
        skill=best,
        effect=np.concatenate(effects),
        skill_basis=skill_basis,
        skill_information=skill_value,
        skill_pull=skill_pull,
        bases=[each.basis for each in turned],
        effect_information=np.concatenate([each.information for each in turned]),
        effect_pull=np.concatenate([each.pull for each in turned]),
        effect_rest=np.concatenate(rests),
    )


@dataclass(frozen=True, slots=True)
class Turned:
    """One source's scores along the eigenvectors of their information.

    Shapes (n, n), (n,) and (n, 8) for a source of n cells.
    """

    basis: FloatArray
    information: FloatArray
    pull: FloatArray


def turn(information: FloatArray, pull: FloatArray) -> Turned:
    value, basis = np.linalg.eigh(information)
    return Turned(basis, np.maximum(value, 0.0), basis.T @ pull)


def solve_skills(
    study: Study, turned: list[Turned], precision: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Basis, information and pull of the skills, with what the effects leave of each source's."""
    n, condition = len(study.conditions), study.rows.cell_condition
    left, pull = np.zeros((n, n)), np.zeros((n, turned[0].pull.shape[1]))
    for start, each in zip(find_starts(study)[:-1], turned, strict=True):
        share = 1 / (1 + each.information / precision)
        place = condition[start : start + len(share)]
        left[np.ix_(place, place)] += (each.basis * (each.information * share)) @ each.basis.T
        pull[place] += each.basis @ (share[:, None] * each.pull)
    basis, value = find_skill_basis(left)
    return basis, value, basis.T @ pull


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
) -> list[FloatArray]:
    """h of the scores on each source, information times score plus slope, and how it moves."""
    score = state.skill[study.rows.cell_condition] + state.effect
    push = add_to_cells(study, slopes, slopes.gap_slope[:, None])[:, 0]
    inner = find_starts(study)[1:-1]
    split = zip(
        informations,
        np.split(score, inner),
        np.split(push, inner),
        np.split(add_to_cells(study, slopes, slopes.gap_with), inner),
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
