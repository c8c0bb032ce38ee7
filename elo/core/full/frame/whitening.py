"""The density of `full` over the coordinates of its frame, and these unfolded, compiled."""

from __future__ import annotations

from elo.core.full.compiling import compiled
from elo.core.full.frame.bending import (
    SPREADS,
    bend,
    bend_jacobian,
    bend_slope,
    lower_centre,
    lower_centre_slope,
)
from elo.core.full.frame.coordinates import Frame, split_point
from elo.core.full.frame.curving import pull_curves, unfold_curves
from elo.core.full.frame.effects import pull_effects, unfold_effects
from elo.core.full.frame.reliability import pull_raters, unfold_raters
from elo.core.full.frame.sharing import pull_shared, unfold_shared
from elo.core.full.frame.skills import pull_skills, unfold_skills
from elo.core.full.model.density import log_density
from elo.core.full.model.hyper import HYPER, LAPSE_CENTRE, LOG_LAPSE_SPREAD
from elo.core.full.model.parts import Along, Parts, make_along, make_parts
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@compiled
def whitened_density(rows: Rows, frame: Frame, point: FloatArray, gradient: FloatArray) -> float:
    """Log density in the frame, up to a constant; its gradient is written into ``gradient``."""
    n_shapes, n_shared = len(frame.curving.information), len(frame.sharing.information)
    n_cells, n_raters = len(frame.effect_information), len(frame.reliability.middle)
    sizes = (len(frame.skill_basis), n_shapes, n_shared, n_cells, n_raters)
    found, slopes = make_parts(*sizes), make_parts(*sizes)
    along = make_along(n_shapes, n_shared, n_cells)
    parts = split_point(rows, frame, point)
    jacobian = unfold(rows, frame, parts, found, along)
    density = log_density(rows, found, slopes)
    pull(rows, frame, parts, found, along, slopes, split_point(rows, frame, gradient))
    return density + jacobian


@compiled
def unfold(rows: Rows, frame: Frame, point: Parts, found: Parts, along: Along) -> float:
    """From a point to the natural parameters; returns the log of the Jacobian, up to a constant."""
    jacobian = unfold_hyper(frame, point.hyper, found.hyper)
    jacobian += unfold_skills(frame, point.skill, found)
    if rows.has_curves:
        jacobian += unfold_curves(rows, frame, point.curve, found, along)
    if rows.has_codecs:
        jacobian += unfold_shared(rows, frame, point.shared, found, along)
    if rows.has_sources:
        jacobian += unfold_effects(rows, frame, point.effect, found, along)
    return jacobian + unfold_raters(frame.reliability, point.z, found.hyper, found.z)


@compiled
def pull(
    rows: Rows,
    frame: Frame,
    point: Parts,
    found: Parts,
    along: Along,
    slopes: Parts,
    gradient: Parts,
) -> None:
    """The way back of `unfold`, part by part in reverse; ``along`` and ``slopes`` are changed."""
    if rows.has_sources:
        pull_effects(rows, frame, point.effect, found.hyper, along, slopes, gradient.effect)
    if rows.has_codecs:
        pull_shared(rows, frame, point.shared, found.hyper, along, slopes, gradient.shared)
    if rows.has_curves:
        pull_curves(rows, frame, point.curve, found.hyper, along, slopes, gradient.curve)
    pull_skills(frame, point.skill, found.hyper, slopes, gradient.skill)
    pull_raters(frame.reliability, point.z, found.hyper, slopes.z, slopes.hyper, gradient.z)
    pull_hyper(frame, found.hyper, slopes.hyper, gradient.hyper)


@compiled
def unfold_hyper(frame: Frame, point: FloatArray, hyper: FloatArray) -> float:
    """The numbers of the whole study are a linear map of the point, their spreads bent."""
    for which in range(len(HYPER)):
        hyper[which] = frame.hyper_start[which]
        for column in range(len(point)):
            hyper[which] += frame.hyper_map[which, column] * point[column]
    jacobian = 0.0
    for which in SPREADS:
        jacobian += bend_jacobian(hyper[which])
        hyper[which] = bend(hyper[which])
    hyper[LAPSE_CENTRE] -= lower_centre(hyper[LOG_LAPSE_SPREAD])
    return jacobian


@compiled
def pull_hyper(frame: Frame, hyper: FloatArray, g_hyper: FloatArray, gradient: FloatArray) -> None:
    """The way back of `unfold_hyper`; ``g_hyper`` is overwritten."""
    g_hyper[LOG_LAPSE_SPREAD] -= g_hyper[LAPSE_CENTRE] * lower_centre_slope(hyper[LOG_LAPSE_SPREAD])
    for which in SPREADS:
        g_hyper[which] = bend_slope(hyper[which], g_hyper[which])
    for column in range(len(gradient)):
        gradient[column] = 0
        for which in range(len(HYPER)):
            gradient[column] += frame.hyper_map[which, column] * g_hyper[which]
