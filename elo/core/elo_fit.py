"""What comes out of the core: a fit's draws, how they were made, and their diagnostics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from elo.core.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class EloFit:
    """What a model says about the rated conditions.

    Parameters
    ----------
    conditions : tuple of str
        Rated conditions, sorted by name.
    draws_elo : ndarray of float, shape (n_draws, n_conditions)
        Draws from the posterior, chain after chain; every draw has mean 2000.
    model, seed, ties, digest : str, int, str, str
        How, and from which data (the digest of the votes).
    votes_per_condition : ndarray of int, shape (n_conditions,)
        Rated answers each condition took part in.
    n_votes, n_raters : int
        Rated answers, and the people who gave them.
    rhat, ess_bulk, ess_tail : ndarray of float, shape (n_conditions,)
        Convergence of each score; nan where draws are independent (Laplace).
    chains, divergences : int
        Of the sampler; one chain and none for exact draws.
    other_draws : mapping of str to ndarray, shape (n_draws,)
        Further parameters of the model; each name ends in its unit, ``spread_logit``.
    other_rhat, other_ess : mapping of str to float
        Convergence of those and of groups of parameters; the least of bulk and tail.
    raters : tuple of str
        Whose reliability the model knows; empty where it knows none.
    draws_lapse : ndarray of float, shape (n_draws, n_raters), optional
        How often each answers at random, 0 to 1.
    sources : tuple of str
        On which the model knows the conditions apart; empty where it does not.
    draws_source_elo : ndarray of float32, shape (n_draws, n_sources, n_conditions), optional
        Score of each condition on each source, on the scale of ``draws_elo``.
    """

    conditions: tuple[str, ...]
    draws_elo: FloatArray
    model: str
    seed: int
    ties: str
    digest: str
    votes_per_condition: IntArray
    n_votes: int
    n_raters: int
    simulated: bool
    rhat: FloatArray
    ess_bulk: FloatArray
    ess_tail: FloatArray
    chains: int = 1
    divergences: int = 0
    other_draws: Mapping[str, FloatArray] = field(default_factory=dict)
    other_rhat: Mapping[str, float] = field(default_factory=dict)
    other_ess: Mapping[str, float] = field(default_factory=dict)
    raters: tuple[str, ...] = ()
    draws_lapse: FloatArray | None = None
    sources: tuple[str, ...] = ()
    draws_source_elo: NDArray[np.float32] | None = None
    priors: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.draws_elo.ndim != 2 or self.draws_elo.shape[1] != len(self.conditions):
            raise ValueError(
                f"draws_elo has shape {self.draws_elo.shape}, "
                f"expected (n_draws, {len(self.conditions)})"
            )
        if not np.isfinite(self.draws_elo).all():
            raise ValueError("draws_elo holds values that are not finite")
        draws, conditions = self.draws_elo.shape
        check_shape("draws_lapse", self.draws_lapse, (draws, len(self.raters)))
        check_shape(
            "draws_source_elo", self.draws_source_elo, (draws, len(self.sources), conditions)
        )

    @property
    def mean_elo(self) -> FloatArray:
        """Posterior means, shape (n_conditions,)."""
        return np.asarray(self.draws_elo.mean(axis=0), dtype=np.float64)

    @property
    def sd_elo(self) -> FloatArray:
        """Posterior standard deviations, shape (n_conditions,)."""
        return np.asarray(self.draws_elo.std(axis=0, ddof=1), dtype=np.float64)

    @property
    def pools_rates(self) -> bool:
        """Whether the scores of codecs' rates were taken to lie on curves."""
        return str(self.settings.get("pooled_rates", "no")).startswith("yes")

    def quantile_elo(self, share: float) -> FloatArray:
        """Posterior quantile of each condition, shape (n_conditions,)."""
        return np.asarray(np.quantile(self.draws_elo, share, axis=0), dtype=np.float64)

    @property
    def worst_rhat(self) -> float:
        """Largest R-hat of any parameter; nan where one is, and where draws are independent."""
        return float(np.max([*self.rhat, *self.other_rhat.values()]))

    @property
    def least_ess(self) -> float:
        """Smallest effective sample size, bulk or tail; nan as `worst_rhat`."""
        return float(np.min([*self.ess_bulk, *self.ess_tail, *self.other_ess.values()]))


def check_shape(
    name: str, draws: NDArray[np.floating[Any]] | None, expected: tuple[int, ...]
) -> None:
    if draws is not None and draws.shape != expected:
        raise ValueError(f"{name} has shape {draws.shape}, expected {expected}")
