"""Draws from the posterior of `full` by NUTS (nutpie) in the coordinates of `elo.core.full.frame`.

M. D. Hoffman and A. Gelman, The No-U-Turn sampler, JMLR 15 (2014).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from elo.core.full.frame import Frame, count_coordinates, whitened_density
from elo.core.full.rows import Rows
from elo.core.types import FloatArray

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # ArviZ announces its next major version
    import nutpie  # type: ignore[import-untyped]
    from nutpie.compiled_pyfunc import from_pyfunc  # type: ignore[import-untyped]

CHAINS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to sample; ``target_accept`` sets how small the steps are."""

    tune: int
    draws: int
    target_accept: float


@dataclass(frozen=True, slots=True)
class Chains:
    """Points in the frame, shape (chain, draw, n), and what the sampler says of them."""

    points: FloatArray
    divergences: int
    gradients: int


def sample(*, rows: Rows, frame: Frame, plan: Plan, seed: int) -> Chains:
    """Draw; the same rows, frame, plan and seed give the same points."""
    n = count_coordinates(rows, frame)
    model = from_pyfunc(
        ndim=n,
        make_logp_fn=lambda: make_density(rows, frame, n),
        make_expand_fn=lambda *_: give_point,
        expanded_dtypes=[np.dtype(np.float64)],
        expanded_shapes=[(n,)],
        expanded_names=["point"],
        make_initial_point_fn=lambda start: np.random.default_rng(start).normal(size=n),
    )
    trace = nutpie.sample(
        model,
        draws=plan.draws,
        tune=plan.tune,
        chains=CHAINS,
        cores=min(CHAINS, os.cpu_count() or 1),
        seed=seed,
        target_accept=plan.target_accept,
        save_warmup=False,
        progress_bar=False,
    )
    stats = trace.sample_stats
    return Chains(
        points=trace.posterior["point"].to_numpy(),
        divergences=int(stats["diverging"].sum()),
        gradients=int(stats["n_steps"].sum()),
    )


def make_density(
    rows: Rows, frame: Frame, n: int
) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    def density(point: FloatArray) -> tuple[float, FloatArray]:
        gradient = np.empty(n)
        return whitened_density(rows, frame, point, gradient), gradient

    return density


def give_point(point: FloatArray) -> dict[str, Any]:
    return {"point": point}
