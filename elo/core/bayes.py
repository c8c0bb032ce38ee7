"""Model `plain`: one strength per condition, with a learned spread. The only module with PyMC.

The sampler is NUTS (nutpie), compiled through numba: no C compiler is needed.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

# Must stand before the first import of PyTensor, which otherwise looks for a C compiler and a
# BLAS at import and warns about both in front of the user.
os.environ.setdefault("PYTENSOR_FLAGS", "cxx=,blas__ldflags=,mode=NUMBA")
with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # ArviZ announces its next major version
    import arviz as az
    import nutpie  # type: ignore[import-untyped]
    import pymc as pm  # type: ignore[import-untyped]

import numpy as np

from elo.core.counts import TIES_ARE_HALVES, PairCounts
from elo.core.elo_fit import EloFit
from elo.core.fit import count_raters, read_versions
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO, FloatArray, Votes

CHAINS = 4
TUNE = 1000  # steps of a chain thrown away while it adapts
DRAWS = 1500  # draws kept of a chain
FEW_CONDITIONS = 10  # so few leave the spread unsure, and the sampler needs smaller steps
TARGET_ACCEPT_FEW, TARGET_ACCEPT = 0.97, 0.9
SPREAD_SHAPE, SPREAD_RATE_PER_LOGIT = 2.0, 1.0  # mean 2 logits, 347 Elo; 95 % under 824 Elo


def fit_plain(*, votes: Votes, counts: PairCounts, seed: int) -> EloFit:
    """Build, sample and summarise; called through `elo.core.fit.fit`."""
    posterior = sample_model(build_model(counts), seed=seed)
    return summarise(posterior, votes=votes, counts=counts, seed=seed)


def build_model(counts: PairCounts) -> pm.Model:
    """Bradley-Terry on pair counts; skills are in logits, of mean 0 over the conditions."""
    with pm.Model(coords={"condition": list(counts.conditions)}) as model:
        # A spread of zero is ruled out and skills are scaled after drawing: with two or three
        # conditions the sampler otherwise gets stuck in the funnel where all are alike.
        spread = pm.Gamma("spread", alpha=SPREAD_SHAPE, beta=SPREAD_RATE_PER_LOGIT)
        standard = pm.ZeroSumNormal("standard_skill", sigma=1, dims="condition")
        skill = pm.Deterministic("skill", spread * standard, dims="condition")
        gap = skill[counts.first] - skill[counts.second]
        # A binomial likelihood, written out because a tie makes half a win.
        likelihood = counts.wins_first * gap - counts.total * pm.math.log1pexp(gap)
        pm.Potential("votes", pm.math.sum(likelihood))
    return model


def sample_model(model: pm.Model, *, seed: int) -> Any:
    """Draw from the posterior; the same model and seed give the same draws."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = nutpie.compile_pymc_model(model, backend="numba")
    return nutpie.sample(
        compiled,
        draws=DRAWS,
        tune=TUNE,
        chains=CHAINS,
        cores=min(CHAINS, os.cpu_count() or 1),
        seed=seed,
        target_accept=choose_target(len(model.coords["condition"])),
        save_warmup=False,
        progress_bar=False,
    )


def choose_target(n_conditions: int) -> float:
    return TARGET_ACCEPT_FEW if n_conditions < FEW_CONDITIONS else TARGET_ACCEPT


def summarise(posterior: Any, *, votes: Votes, counts: PairCounts, seed: int) -> EloFit:
    """Turn draws of skills into a fit with its diagnostics."""
    skill = posterior.posterior["skill"]
    return EloFit(
        conditions=counts.conditions,
        draws_elo=MEAN_ELO + ELO_PER_LOGIT * flatten(skill),
        model="plain",
        seed=seed,
        ties=TIES_ARE_HALVES,
        digest=votes.digest(),
        votes_per_condition=counts.votes_per_condition,
        n_votes=int(counts.total.sum()),
        n_raters=count_raters(votes),
        simulated=votes.any_simulated,
        rhat=diagnose(az.rhat, skill),
        ess_bulk=diagnose(az.ess, skill, method="bulk"),
        ess_tail=diagnose(az.ess, skill, method="tail"),
        chains=CHAINS,
        divergences=int(posterior.sample_stats["diverging"].sum()),
        other_draws={"spread_logit": flatten(posterior.posterior["spread"])},
        priors={
            "skill_logit": "Normal(0, spread), summing to 0",
            "spread_logit": f"Gamma(shape {SPREAD_SHAPE:g}, rate {SPREAD_RATE_PER_LOGIT:g})",
        },
        versions=read_versions("numpy", "scipy", "pymc", "pytensor", "nutpie", "numba", "arviz"),
        settings={
            "chains": CHAINS,
            "tune": TUNE,
            "draws_per_chain": DRAWS,
            "target_accept": choose_target(len(counts.conditions)),
        },
    )


def diagnose(measure: Callable[..., Any], skill: Any, **options: str) -> FloatArray:
    """One number per condition, shape (n_conditions,)."""
    return np.asarray(measure(skill, **options)["skill"].to_numpy(), dtype=np.float64)


def flatten(draws: Any) -> FloatArray:
    """Put chain after chain, shape (n_draws, ...), from an array (chain, draw, ...)."""
    values = np.asarray(draws.to_numpy(), dtype=np.float64)
    return values.reshape(-1, *values.shape[2:])
