"""What the crowd models believe before the votes: of scores and of raters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from elo.core.types import FloatArray


class SkillPrior(Protocol):
    """Of log-strengths; slopes and bends are of the log-density."""

    def place(self, skill: FloatArray) -> FloatArray:
        """Move all strengths together to where the prior likes them."""
        ...

    def log_density(self, skill: FloatArray) -> float:
        """Log of the density, up to a constant."""
        ...

    def slope(self, skill: FloatArray) -> FloatArray:
        """First derivatives, shape (n,)."""
        ...

    def bend(self, skill: FloatArray) -> FloatArray:
        """Minus the second derivatives, shape (n, n)."""
        ...

    def __str__(self) -> str:
        """In words, for the record of a fit."""
        ...


@dataclass(frozen=True, slots=True)
class GammaStrength:
    """Strength (not its logarithm) is Gamma(shape, rate), and its most probable value wanted.

    Parameters
    ----------
    shape, rate : float
        BBQ's a and b.
    """

    shape: float
    rate: float

    def place(self, skill: FloatArray) -> FloatArray:
        """At the mode the strengths average (shape - 1)/rate, whatever the votes are."""
        target = (self.shape - 1) / self.rate
        return np.asarray(skill + np.log(target / np.exp(skill).mean()))

    def log_density(self, skill: FloatArray) -> float:
        """Of the strength itself, as in the paper, so without the logarithm's Jacobian."""
        return float(np.sum((self.shape - 1) * skill - self.rate * np.exp(skill)))

    def slope(self, skill: FloatArray) -> FloatArray:
        """First derivatives by the log-strengths, shape (n,)."""
        return np.asarray(self.shape - 1 - self.rate * np.exp(skill))

    def bend(self, skill: FloatArray) -> FloatArray:
        """Minus the second derivatives, shape (n, n)."""
        return np.diag(self.rate * np.exp(skill))

    def __str__(self) -> str:
        """In words."""
        return f"exp of it is Gamma(shape {self.shape:g}, rate {self.rate:g})"


@dataclass(frozen=True, slots=True)
class NormalSkill:
    """Log-strength is Normal(0, sd), as in `mle`.

    Parameters
    ----------
    sd_logit : float
        Spread.
    """

    sd_logit: float

    def place(self, skill: FloatArray) -> FloatArray:
        """At the mode log-strengths average zero."""
        return np.asarray(skill - skill.mean())

    def log_density(self, skill: FloatArray) -> float:
        """Log of the density, up to a constant."""
        return float(-0.5 * np.sum((skill / self.sd_logit) ** 2))

    def slope(self, skill: FloatArray) -> FloatArray:
        """First derivatives, shape (n,)."""
        return np.asarray(-skill / self.sd_logit**2)

    def bend(self, skill: FloatArray) -> FloatArray:
        """Minus the second derivatives, shape (n, n)."""
        return np.asarray(np.eye(len(skill)) / self.sd_logit**2)

    def __str__(self) -> str:
        """In words."""
        return f"Normal(0, {self.sd_logit:g}), weak"


@dataclass(frozen=True, slots=True)
class SharePrior:
    """A rater's q is Beta(alpha, beta), and its most probable value wanted.

    Parameters
    ----------
    alpha, beta : float
        Both above 1, so that no share ends at 0 or 1.
    """

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """Where to start."""
        return self.alpha / (self.alpha + self.beta)

    def update(self, followed: FloatArray, answers: FloatArray) -> FloatArray:
        """Most probable shares given how many answers followed the scores, shape (n_raters,)."""
        return np.asarray((self.alpha - 1 + followed) / (self.alpha + self.beta - 2 + answers))

    def log_density(self, share: FloatArray) -> float:
        """Log of the density, up to a constant."""
        logs = (self.alpha - 1) * np.log(share) + (self.beta - 1) * np.log1p(-share)
        return float(logs.sum())

    def bend(self, share: FloatArray) -> FloatArray:
        """Minus the second derivative by each share, shape (n_raters,)."""
        return np.asarray((self.alpha - 1) / share**2 + (self.beta - 1) / (1 - share) ** 2)

    def __str__(self) -> str:
        """In words."""
        return f"Beta({self.alpha:g}, {self.beta:g})"
