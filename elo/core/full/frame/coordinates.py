"""Coordinates in which the posterior of `full` is nearly a standard normal.

Seen from a Gaussian likelihood of information d about a number of prior precision p, the
posterior is Normal(h/(d + p), 1/(d + p)). `Frame` holds d and h of skills and source effects in
the eigenbases of their information, as `elo.core.full.mode` finds them near the mode; p follows
the spread being sampled. So there is no funnel: where data are plenty the effects stand still
while their spread moves, where there are none they move with it, and everything in between.
(O. Papaspiliopoulos, G. O. Roberts, M. Skold, A general framework for the parametrization of
hierarchical models, Statistical Science 22 (2007).) Source effects also give way to the skills they
are added to, as does what a codec's rates share on a source (`sharing`), and raters' z to their
common centre and spread (`reliability`). On curves, skills are levels and what departs from their
common rise (`curving`).

It is a change of variables with its Jacobian, hence exact whatever the numbers in the frame are;
poor numbers cost time alone. How h moves with the other numbers of the study is also there: when
more answers are random, all scores must lie further apart.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from elo.core.full.compiling import compiled
from elo.core.full.frame.reliability import Reliability
from elo.core.full.model.parts import Parts
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray, IntArray


class Sharing(NamedTuple):
    """What a codec's rates share on each source, see `sharing` beside this; empty if nothing.

    Parameters
    ----------
    start : ndarray of int, shape (n_sources + 1,)
        First shared effect of each source.
    basis_start, basis : ndarray of int, shape (n_sources + 1,), and ndarray of float32
        Eigenvectors of the information about them, as in `Frame`.
    across_start, across : ndarray of int, shape (n_sources + 1,), and ndarray of float32
        What the skills on a source's cells do along its basis; a row for each shared effect.
    information, pull : ndarray, shapes (n_shared,) and (11, n_shared)
        d and h along the bases.
    """

    start: IntArray
    basis_start: IntArray
    basis: NDArray[np.float32]
    across_start: IntArray
    across: NDArray[np.float32]
    information: FloatArray
    pull: FloatArray


class Curving(NamedTuple):
    """How codecs' curves depart from the common rise, see `curving` beside this; empty if none do.

    Parameters
    ----------
    basis : ndarray, shape (n_shapes, n_shapes)
        Eigenvectors of the information about them.
    across : ndarray, shape (n_shapes, n_conditions)
        What the skills do along that basis.
    information, pull : ndarray, shapes (n_shapes,) and (11, n_shapes)
        d and h along it.
    """

    basis: FloatArray
    across: FloatArray
    information: FloatArray
    pull: FloatArray


class Frame(NamedTuple):
    """Where the standard normal lies.

    Parameters
    ----------
    hyper_start : ndarray, shape (10,)
        What a point of zeros stands for, before `bend` and `lower_centre`.
    hyper_centre : ndarray, shape (10,)
        Middle of each; its fixed value if it is not in the model.
    hyper_map : ndarray, shape (10, n_active)
        From standard normals to `HYPER`.
    skill_basis : ndarray, shape (n_conditions, n_levels - 1)
        Every column sums to 0 and is the same on all of a curve; orthonormal as levels.
    skill_information, skill_pull : ndarray, shapes (n_levels - 1,) and (11, n_levels - 1)
        d and h along that basis: h at ``hyper_centre``, then its slopes over `HYPER`.
    source_start : ndarray of int, shape (n_sources + 1,)
        First cell of each source.
    basis_start : ndarray of int, shape (n_sources + 1,)
        First entry of each source's square basis in ``basis``.
    basis : ndarray of float32
        Eigenvectors in columns, row after row, source after source; single precision halves the
        memory to be read for each gradient.
    effect_information, effect_pull : ndarray, shapes (n_cells,) and (11, n_cells)
        d and h of skill plus effect along the bases, likewise.
    curving : Curving
        The same of curves along the rates.
    sharing : Sharing
        The same of what codecs share.
    reliability : Reliability
        Middle and width of each z, and how they move with lapse centre and log spread.
    """

    hyper_start: FloatArray
    hyper_centre: FloatArray
    hyper_map: FloatArray
    skill_basis: FloatArray
    skill_information: FloatArray
    skill_pull: FloatArray
    source_start: IntArray
    basis_start: IntArray
    basis: NDArray[np.float32]
    effect_information: FloatArray
    effect_pull: FloatArray
    curving: Curving
    sharing: Sharing
    reliability: Reliability


@compiled
def find_ends(rows: Rows, frame: Frame) -> tuple[int, int, int, int, int, int]:
    """Where the parts of a point end."""
    hyper = frame.hyper_map.shape[1]
    skill = hyper + len(frame.skill_information)
    curve = skill + len(frame.curving.information)
    shared = curve + len(frame.sharing.information)
    effect = shared + (len(frame.effect_information) if rows.has_sources else 0)
    return hyper, skill, curve, shared, effect, effect + len(frame.reliability.middle)


@compiled
def split_point(rows: Rows, frame: Frame, point: FloatArray) -> Parts:
    """Its parts; writing into them writes into the point."""
    hyper, skill, curve, shared, effect, end = find_ends(rows, frame)
    return Parts(
        point[:hyper],
        point[hyper:skill],
        point[skill:curve],
        point[curve:shared],
        point[shared:effect],
        point[effect:end],
    )


def count_coordinates(rows: Rows, frame: Frame) -> int:
    """Length of a point in the frame."""
    return int(find_ends(rows, frame)[-1])
