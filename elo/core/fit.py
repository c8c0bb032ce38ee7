"""Votes in, posterior draws out: one door to every model."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
from collections.abc import Callable
from typing import Any

import numpy as np

from elo.core.bradley_terry import PRIOR_SD_LOGIT, draw_elo, fit_bradley_terry
from elo.core.connectivity import check_conditions, check_connected
from elo.core.counts import TIES_ARE_HALVES, PairCounts, count_pairs
from elo.core.elo_fit import EloFit
from elo.core.seeds import check_seed
from elo.core.types import Conditions, Votes

MLE_DRAWS = 4000

# model -> (what a report calls it, where its function lives). Imported on first use, so that
# `mle` never loads PyMC.
MODELS: dict[str, tuple[str, str]] = {
    "mle": ("Bradley-Terry, Newton's method and Laplace intervals", "elo.core.fit:fit_mle"),
    "plain": ("Bayesian Bradley-Terry with a learned spread", "elo.core.bayes:fit_plain"),
    "bbq": (
        "Bradley-Terry with raters who answer at random (BBQ)",
        "elo.core.crowd.models:fit_bbq",
    ),
    "crowd": ("Bradley-Terry with raters who turn round", "elo.core.crowd.models:fit_crowd"),
    "full": (
        "Bayesian, with raters' reliability, sides, ties and source effects",
        "elo.core.full.fitting:fit_full",
    ),
}
DEFAULT_MODEL = "full"


def fit(
    votes: Votes,
    *,
    model: str,
    seed: int,
    conditions: Conditions | None = None,
    allow_ties: bool | None = None,
    pool_rates: bool = False,
) -> EloFit:
    """Rate every condition that has rated votes.

    Parameters
    ----------
    votes : Votes
        Traps, repeats and bias rows may be among them; they never add to scores here.
    model : str
        A key of `MODELS`.
    seed : int
        Same votes and seed, same numbers.
    conditions : Conditions, optional
        If given, it must name every condition of the votes, and no rate may be without votes.
        `full` then knows which conditions are rates of one codec.
    allow_ties : bool, optional
        Whether raters could answer "can't tell", which `full` wants to know; whether any did, if
        not given. The other models do not ask.
    pool_rates : bool
        Take the scores of each codec's rates to lie on a smooth, rising curve, which `full` alone
        can; ``conditions`` must then know codecs and rates.

    Raises
    ------
    ValueError
        For an unknown model, a seed outside 0 to 2**31 - 1, no rated votes, ties that were not
        allowed, conditions that are unknown, without votes or joined to the others by no chain of
        comparisons, or rates that cannot be pooled.
    """
    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}, expected one of {sorted(MODELS)}")
    seed = check_seed(seed)
    if conditions is not None:
        check_conditions(votes=votes, conditions=conditions)
    counts = count_pairs(votes)
    check_connected(counts=counts)
    options: dict[str, Any] = {}
    if model == "full":
        options = {"allow_ties": allow_ties, "conditions": conditions, "pool_rates": pool_rates}
    elif pool_rates:
        raise ValueError(f"model {model!r} cannot pool along the rates, expected model 'full'")
    return find_model(model)(votes=votes, counts=counts, seed=seed, **options)


def name_model(fit: EloFit) -> str:
    """What a report calls the model of a fit."""
    pooled = ", scores pooled along each codec's rates" if fit.pools_rates else ""
    return MODELS[fit.model][0] + pooled


def find_model(model: str) -> Callable[..., EloFit]:
    module, name = MODELS[model][1].split(":")
    found: Callable[..., EloFit] = getattr(importlib.import_module(module), name)
    return found


def fit_mle(*, votes: Votes, counts: PairCounts, seed: int) -> EloFit:
    """Laplace posterior of Bradley-Terry; its draws are independent."""
    laplace = fit_bradley_terry(counts=counts)
    unknown = np.full(len(counts.conditions), np.nan)
    return EloFit(
        conditions=counts.conditions,
        draws_elo=draw_elo(laplace=laplace, n_draws=MLE_DRAWS, seed=seed),
        model="mle",
        seed=seed,
        ties=TIES_ARE_HALVES,
        digest=votes.digest(),
        votes_per_condition=counts.votes_per_condition,
        n_votes=int(counts.total.sum()),
        n_raters=count_raters(votes),
        simulated=votes.any_simulated,
        rhat=unknown,
        ess_bulk=unknown,
        ess_tail=unknown,
        priors={"skill_logit": f"Normal(0, {PRIOR_SD_LOGIT:g}), weak"},
        versions=read_versions("numpy", "scipy"),
        settings={"draws": MLE_DRAWS, "newton_steps": laplace.steps},
    )


def count_raters(votes: Votes) -> int:
    """People who gave at least one rated answer."""
    return len(np.unique(votes.rated().rater))


def read_versions(*packages: str) -> dict[str, str]:
    """Versions of Python and of the packages a fit was made with."""
    found = {name: importlib.metadata.version(name) for name in packages}
    return {"python": platform.python_version(), **found}
