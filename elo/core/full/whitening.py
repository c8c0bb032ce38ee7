"""The density of `full` over the coordinates of its frame, and these unfolded, compiled."""

from __future__ import annotations

import numpy as np

from elo.core.full.bending import (
    SPREADS,
    bend,
    bend_jacobian,
    bend_slope,
    lower_centre,
    lower_centre_slope,
)
from elo.core.full.compiling import compiled
from elo.core.full.density import log_density
from elo.core.full.effects import pull_effects, unfold_effects
from elo.core.full.frame import Frame
from elo.core.full.hyper import HYPER, LAPSE_CENTRE, LOG_LAPSE_SPREAD
from elo.core.full.reliability import pull_raters, unfold_raters
from elo.core.full.rows import Rows
from elo.core.full.sharing import pull_shared, unfold_shared
from elo.core.full.skills import pull_skills, unfold_skills
from elo.core.types import FloatArray


@compiled
def whitened_density(rows: Rows, frame: Frame, point: FloatArray, gradient: FloatArray) -> float:
    """Log density in the frame, up to a constant; its gradient is written into ``gradient``."""
    n_conditions, n_skills = frame.skill_basis.shape
    n_shared, n_cells = len(frame.sharing.information), len(frame.effect_information)
    n_raters = len(frame.reliability.middle)
    hyper, g_hyper = np.empty(len(HYPER)), np.empty(len(HYPER))
    skill, g_skill = np.empty(n_conditions), np.empty(n_conditions)
    shared, g_shared = np.empty(n_shared), np.empty(n_shared)
    effect, g_effect = np.zeros(n_cells), np.empty(n_cells)
    z, g_z = np.empty(n_raters), np.empty(n_raters)
    along, seen, shared_along = np.empty(n_cells), np.empty(n_cells), np.empty(n_shared)
    jacobian = unfold(
        rows, frame, point, hyper, skill, shared, effect, z, along, seen, shared_along
    )
    density = log_density(
        rows, hyper, skill, shared, effect, z, g_hyper, g_skill, g_shared, g_effect, g_z
    )
    n_hyper = frame.hyper_map.shape[1]
    at = n_hyper + n_skills + n_shared
    if rows.has_sources:
        pull_effects(
            rows,
            frame,
            point[at:],
            hyper,
            along,
            seen,
            g_effect,
            g_shared,
            g_skill,
            g_hyper,
            gradient[at:],
        )
        at += n_cells
    if rows.has_codecs:
        first = n_hyper + n_skills
        pull_shared(
            rows,
            frame,
            point[first:],
            hyper,
            shared_along,
            g_shared,
            g_skill,
            g_hyper,
            gradient[first:],
        )
    pull_skills(frame, point[n_hyper:], hyper, g_skill, g_hyper, gradient[n_hyper:])
    pull_raters(frame.reliability, point[at:], hyper, g_z, g_hyper, gradient[at:])
    g_hyper[LOG_LAPSE_SPREAD] -= g_hyper[LAPSE_CENTRE] * lower_centre_slope(hyper[LOG_LAPSE_SPREAD])
    for which in SPREADS:
        g_hyper[which] = bend_slope(hyper[which], g_hyper[which])
    for column in range(n_hyper):
        gradient[column] = 0
        for which in range(len(HYPER)):
            gradient[column] += frame.hyper_map[which, column] * g_hyper[which]
    return density + jacobian


@compiled
def unfold(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    skill: FloatArray,
    shared: FloatArray,
    effect: FloatArray,
    z: FloatArray,
    along: FloatArray,
    seen: FloatArray,
    shared_along: FloatArray,
) -> float:
    """From a point to the natural parameters; returns the log of the Jacobian, up to a constant.

    ``along``, ``seen`` and ``shared_along`` receive effects, what these are added to, and shared
    effects along the sources' bases.
    """
    n_hyper, n_skills = frame.hyper_map.shape[1], len(frame.skill_information)
    for which in range(len(HYPER)):
        hyper[which] = frame.hyper_start[which]
        for column in range(n_hyper):
            hyper[which] += frame.hyper_map[which, column] * point[column]
    jacobian = 0.0
    for which in SPREADS:
        jacobian += bend_jacobian(hyper[which])
        hyper[which] = bend(hyper[which])
    hyper[LAPSE_CENTRE] -= lower_centre(hyper[LOG_LAPSE_SPREAD])
    jacobian += unfold_skills(frame, point[n_hyper:], hyper, skill)
    at = n_hyper + n_skills
    if rows.has_codecs:
        jacobian += unfold_shared(rows, frame, point[at:], hyper, skill, shared, shared_along)
        at += len(shared)
    if rows.has_sources:
        jacobian += unfold_effects(
            rows, frame, point[at:], hyper, skill, shared, effect, along, seen
        )
        at += len(effect)
    return jacobian + unfold_raters(frame.reliability, point[at:], hyper, z)
