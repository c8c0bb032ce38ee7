"""Skills and source effects of `full` when the likelihood is taken as Gaussian about one point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.full.answers import AnswerSlopes
from elo.core.full.density import LOG_SOURCE_SPREAD, LOG_SPREAD
from elo.core.full.rows import Study
from elo.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Scores:
    """Best skills and effects, and all of `elo.core.full.frame` that concerns them.

    ``effect_rest`` is ``effect_pull`` less what the best skills explain.
    """

    skill: FloatArray
    effect: FloatArray
    skill_basis: FloatArray
    skill_information: FloatArray
    skill_pull: FloatArray
    effect_bases: list[FloatArray]
    effect_information: FloatArray
    effect_pull: FloatArray
    effect_rest: FloatArray


def solve_scores(
    study: Study, hyper: FloatArray, skill: FloatArray, effect: FloatArray, slopes: AnswerSlopes
) -> Scores:
    """Solve for all skills and effects at once, for the present spreads."""
    n, starts, condition = len(study.conditions), find_starts(study), study.rows.cell_condition
    precision = np.exp(-2 * hyper[LOG_SOURCE_SPREAD]) if study.rows.has_sources else np.inf
    informations, pulls = gather(study, skill[condition] + effect, slopes)
    left, pull = np.zeros((n, n)), np.zeros(n)
    bases, values, alongs = [], [], []
    for start, information, mine in zip(starts[:-1], informations, pulls, strict=True):
        value, basis = np.linalg.eigh(information)
        value, along = np.maximum(value, 0.0), basis.T @ mine
        share = 1 / (1 + value / precision)
        place = condition[start : start + len(mine)]
        left[np.ix_(place, place)] += (basis * (value * share)) @ basis.T
        pull[place] += basis @ (share * along)
        bases.append(basis)
        values.append(value)
        alongs.append(along)
    free = zero_sum_basis(n)
    skill_value, turn = np.linalg.eigh(free.T @ left @ free)
    skill_basis, skill_value = free @ turn, np.maximum(skill_value, 0.0)
    skill_pull = skill_basis.T @ pull
    best = skill_basis @ (skill_pull / (skill_value + np.exp(-2 * hyper[LOG_SPREAD])))
    blocks = [best[condition[start:stop]] for start, stop in zip(starts, starts[1:], strict=False)]
    parts = zip(bases, values, alongs, blocks, strict=True)
    rests = [along - value * (basis.T @ block) for basis, value, along, block in parts]
    return Scores(
        skill=best,
        effect=np.concatenate(
            [b @ (r / (v + precision)) for b, v, r in zip(bases, values, rests, strict=True)]
        ),
        skill_basis=np.ascontiguousarray(skill_basis),
        skill_information=skill_value,
        skill_pull=skill_pull,
        effect_bases=bases,
        effect_information=np.concatenate(values),
        effect_pull=np.concatenate(alongs),
        effect_rest=np.concatenate(rests),
    )


def find_starts(study: Study) -> IntArray:
    """First cell of each source, and the number of cells."""
    return np.searchsorted(study.cell_source, np.arange(len(study.sources) + 1))


def gather(
    study: Study, score: FloatArray, slopes: AnswerSlopes
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Information and h of the scores on each source: h is information times score plus slope."""
    starts = find_starts(study)
    source, n_cells = study.cell_source, len(study.cell_source)
    sizes = np.diff(starts)
    corner = np.concatenate([[0], np.cumsum(sizes**2)])
    one, two = (
        slopes.first - starts[source[slopes.first]],
        slopes.second - starts[source[slopes.second]],
    )
    place = corner[source[slopes.first]] + one * sizes[source[slopes.first]] + two
    across = np.bincount(place, slopes.gap_information, corner[-1])
    push = np.bincount(slopes.first, slopes.gap_score, n_cells)
    push -= np.bincount(slopes.second, slopes.gap_score, n_cells)
    informations, pulls = [], []
    for each, size in enumerate(sizes.tolist()):
        block = across[corner[each] : corner[each + 1]].reshape(size, size)
        block = block + block.T
        cells = slice(starts[each], starts[each + 1])
        informations.append(np.diag(block.sum(axis=1)) - block)
        pulls.append(informations[-1] @ score[cells] + push[cells])
    return informations, pulls


def zero_sum_basis(n: int) -> FloatArray:
    """Orthonormal columns that sum to 0, shape (n, n - 1)."""
    columns = np.linalg.qr(np.column_stack([np.ones(n), np.eye(n)[:, :-1]]))[0][:, 1:]
    return np.asarray(columns - columns.mean(axis=0))
