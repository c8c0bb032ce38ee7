"""Matrices of single sources gathered into the flat arrays of the sampler's frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from elo.core.full.frame.coordinates import Curving, Sharing
from elo.core.full.mode.by_source import Added, Turned
from elo.core.full.mode.scores import Scores, add_up, find_starts
from elo.core.full.model.hyper import HYPER
from elo.core.full.model.rows import Study
from elo.core.types import FloatArray


def gather_curving(scores: Scores) -> Curving:
    """How curves along the rates depart from their common rise."""
    known = scores.departures
    return Curving(
        basis=np.ascontiguousarray(known.basis),
        across=np.ascontiguousarray(known.across),
        information=known.information,
        pull=np.ascontiguousarray(known.pull.T),
    )


def gather_sharing(study: Study, scores: Scores) -> Sharing:
    """Gather what the rates of codecs share on each source."""
    start = np.searchsorted(study.shared_source, np.arange(len(study.sources) + 1))
    return Sharing(
        start=start,
        basis_start=add_up(np.diff(start) ** 2),
        basis=flatten(each.basis for each in scores.shared),
        across_start=add_up(np.diff(start) * np.diff(find_starts(study))),
        across=flatten(each.across for each in scores.shared),
        information=join_information(scores.shared),
        pull=join_pulls(scores.shared),
    )


def flatten(matrices: Iterable[FloatArray]) -> NDArray[np.float32]:
    """Row after row; single precision halves the memory to be read for each gradient."""
    flat = [each.astype(np.float32).ravel() for each in matrices]
    return np.concatenate(flat) if flat else np.zeros(0, dtype=np.float32)


def join_information(levels: Sequence[Turned | Added]) -> FloatArray:
    """Along all bases, source after source."""
    return np.concatenate([np.zeros(0), *(each.information for each in levels)])


def join_pulls(levels: Sequence[Turned | Added]) -> FloatArray:
    """Likewise; the values in the first row, their slopes over `HYPER` below."""
    nothing = np.zeros((0, 1 + len(HYPER)))
    return np.ascontiguousarray(np.concatenate([nothing, *(each.pull for each in levels)]).T)
