"""Effects of `full` when the likelihood is Gaussian: what they say, what they leave.

A level of effects that is integrated out leaves information and pull for what it is added to: the
effects of single conditions leave them for what a codec's rates share, and that for the skills.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import FloatArray


@dataclass(frozen=True, slots=True)
class Left:
    """Information and pull of the scores of a source's n cells, shapes (n, n) and (n, 11)."""

    information: FloatArray
    pull: FloatArray


@dataclass(frozen=True, slots=True)
class Turned:
    """One source's scores along the eigenvectors of their information.

    Shapes (n, n), (n,) and (n, 11) for a source of n cells.
    """

    basis: FloatArray
    information: FloatArray
    pull: FloatArray

    def leave(self, precision: float) -> Left:
        """Integrate out effects of this prior precision."""
        share = 1 / (1 + self.information / precision)
        information = (self.basis * (self.information * share)) @ self.basis.T
        return Left(information, self.basis @ (share[:, None] * self.pull))

    def explain(self, base: FloatArray) -> FloatArray:
        """Pull along the basis, less what the scores explain that effects are added to."""
        return np.asarray(self.pull - self.information[:, None] * (self.basis.T @ base))

    def solve(self, rest: FloatArray, precision: float) -> FloatArray:
        """Best effects for such a rest, shape (n, 11)."""
        return np.asarray(self.basis @ (rest / (self.information + precision)[:, None]))


@dataclass(frozen=True, slots=True)
class Added:
    """Numbers of which each of n scores has a part, along eigenvectors of their information.

    What the rates of codecs share on a source, or how curves depart from the common rise.

    Parameters
    ----------
    part : ndarray, shape (n, k)
        Of each number in each score.
    basis, information, pull : ndarray, shapes (k, k), (k,) and (k, 11)
        As in `Turned`.
    across : ndarray, shape (k, n)
        Along the basis, what the scores explain that these numbers are added to.
    """

    part: FloatArray
    basis: FloatArray
    information: FloatArray
    across: FloatArray
    pull: FloatArray

    def leave(self, left: Left, precision: float) -> Left:
        """Integrate them out too."""
        share = (self.across / (self.information + precision)[:, None]).T
        return Left(left.information - share @ self.across, left.pull - share @ self.pull)

    def explain(self, base: FloatArray) -> FloatArray:
        """Pull along the basis, less what the scores explain."""
        return np.asarray(self.pull - self.across @ base)

    def solve(self, rest: FloatArray, precision: float) -> FloatArray:
        """What the best for such a rest add to the scores; shape (n, 11)."""
        best = self.basis @ (rest / (self.information + precision)[:, None])
        return np.asarray(self.part @ best)


def turn(information: FloatArray, pull: FloatArray) -> Turned:
    """Find the eigenvectors of a source's information."""
    value, basis = np.linalg.eigh(information)
    return Turned(basis, np.maximum(value, 0.0), basis.T @ pull)


def turn_added(left: Left, part: FloatArray) -> Added:
    """Find those of added numbers, from what the level below leaves; there may be none."""
    across = part.T @ left.information
    value, basis = np.linalg.eigh(across @ part)
    pull = basis.T @ (part.T @ left.pull)
    return Added(part, basis, np.maximum(value, 0.0), basis.T @ across, pull)
