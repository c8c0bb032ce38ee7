"""Models `bbq` and `crowd`: checks on how much the quality of raters matters to the scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from elo.core.bradley_terry import PRIOR_SD_LOGIT, fit_bradley_terry
from elo.core.counts import TIES_ARE_HALVES, PairCounts
from elo.core.crowd.answers import list_answers
from elo.core.crowd.laplace import draw_posterior, measure_curvature
from elo.core.crowd.mixture import Mixture, find_mode
from elo.core.crowd.priors import GammaStrength, NormalSkill, SharePrior
from elo.core.elo_fit import EloFit
from elo.core.fit import count_raters, read_versions
from elo.core.types import FloatArray, Votes

DRAWS = 4000
BBQ = Mixture(GammaStrength(5.0, 0.1), SharePrior(10.0, 2.0), turned=False)
# Beta(10, 1) of the paper, its peak moved off the border by a hair. It also says which way up the
# scores are: had everybody turned every answer round, the votes would look the same.
CROWD = Mixture(NormalSkill(PRIOR_SD_LOGIT), SharePrior(10.0, 1.1), turned=True)


def fit_bbq(*, votes: Votes, counts: PairCounts, seed: int) -> EloFit:
    """Raters who answer at random now and then; called through `elo.core.fit.fit`."""
    fitted, draws_share = fit_mixture(BBQ, model="bbq", votes=votes, counts=counts, seed=seed)
    return EloFit(**fitted, draws_lapse=1 - draws_share)


def fit_crowd(*, votes: Votes, counts: PairCounts, seed: int) -> EloFit:
    """Raters who turn answers round now and then; called through `elo.core.fit.fit`.

    An answer turned round is not an answer at random, so no share of random answers is given. Who
    turns round more than half of his answers, surely, is named in the settings.
    """
    fitted, draws_share = fit_mixture(CROWD, model="crowd", votes=votes, counts=counts, seed=seed)
    highest = np.quantile(draws_share, 0.975, axis=0).tolist()
    named = [name for name, high in zip(fitted["raters"], highest, strict=True) if high < 0.5]
    settings = {**fitted.pop("settings"), "raters_turned_round": ", ".join(named) or "none"}
    return EloFit(**{**fitted, "raters": ()}, settings=settings)


def fit_mixture(
    mixture: Mixture, *, model: str, votes: Votes, counts: PairCounts, seed: int
) -> tuple[dict[str, Any], FloatArray]:
    """What a fit is made of, and draws of each rater's share, shape (n_draws, n_raters)."""
    answers = list_answers(votes)
    start_logit = fit_bradley_terry(counts=counts).skill_logit
    mode = find_mode(answers=answers, mixture=mixture, start_logit=start_logit)
    curvature = measure_curvature(answers=answers, mixture=mixture, mode=mode)
    draws_elo, draws_share = draw_posterior(
        mode=mode, curvature=curvature, n_draws=DRAWS, seed=seed
    )
    unknown = np.full(len(counts.conditions), np.nan)
    fitted = {
        "conditions": counts.conditions,
        "draws_elo": draws_elo,
        "model": model,
        "seed": seed,
        "ties": TIES_ARE_HALVES,
        "digest": votes.digest(),
        "votes_per_condition": counts.votes_per_condition,
        "n_votes": int(counts.total.sum()),
        "n_raters": count_raters(votes),
        "simulated": votes.any_simulated,
        "rhat": unknown,
        "ess_bulk": unknown,
        "ess_tail": unknown,
        "raters": answers.raters,
        "priors": {"skill_logit": str(mixture.skill), "share": str(mixture.share)},
        "versions": read_versions("numpy", "scipy"),
        "settings": {"draws": DRAWS, "em_steps": mode.steps},
    }
    return fitted, draws_share
