"""Which rated conditions are rates of one codec, where `full` can tell what these share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import Conditions, IntArray

SHARED = "yes"


@dataclass(frozen=True, slots=True)
class Grouping:
    """Codecs of the rated conditions.

    Parameters
    ----------
    codecs : tuple of str
        In the order of their first condition, so that no name of a codec bears on any draw; empty
        where codecs have no effects of their own.
    condition_codec : ndarray of int, shape (n_conditions,)
        Index into these; zeros where there are none.
    told : str
        `SHARED`, or why there are none.
    """

    codecs: tuple[str, ...]
    condition_codec: IntArray
    told: str


def group_conditions(
    names: tuple[str, ...], known: Conditions | None, *, has_sources: bool
) -> Grouping:
    """Find the codec of every rated condition, or say why it does not matter.

    Parameters
    ----------
    names : tuple of str
        Rated conditions.
    known : Conditions, optional
        With all of these, if given.
    has_sources : bool
        Whether there are source effects at all.
    """
    of = {} if known is None else dict(zip(known.names, known.codec, strict=True))
    mine = [of.get(name, name) for name in names]
    codecs = tuple(dict.fromkeys(mine))
    if not has_sources:
        told = "no: there is one source"
    elif known is None or names_alone(known):
        told = "no: the codecs of the conditions are not known"
    elif len(codecs) == len(names):
        told = "no: every codec has one rate"
    elif len(codecs) == 1:
        told = "no: there is one codec"  # what all conditions share no comparison shows
    else:
        place = np.array([codecs.index(codec) for codec in mine], dtype=np.int64)
        return Grouping(codecs, place, SHARED)
    return Grouping((), np.zeros(len(names), dtype=np.int64), told)


def names_alone(known: Conditions) -> bool:
    """Whether a table was made of names: each its own codec, and no rate anywhere."""
    return known.codec == known.names and not np.isfinite(known.bpp).any()
