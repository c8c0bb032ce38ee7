"""choix by L. Maystre (MIT) where the model is the same: agreement to 1e-6."""

from __future__ import annotations

import choix
import numpy as np
import pytest

from bench.peers import list_games
from elo.core.bradley_terry import PRIOR_SD_LOGIT, fit_bradley_terry
from elo.core.counts import count_pairs
from elo.core.simulate import simulate_votes
from elo.core.types import Votes

TIGHT = 1e-9  # choix's own stopping rule


@pytest.fixture(scope="module")
def votes() -> Votes:
    rng = np.random.default_rng(5)
    elo = {f"c{place:02d}": float(score) for place, score in enumerate(rng.normal(2000, 250, 12))}
    return simulate_votes(elo=elo, n_votes=3000, seed=5)


def centre(skill: np.ndarray) -> np.ndarray:
    return skill - skill.mean()


@pytest.mark.parametrize("method", ["ilsr_pairwise", "mm_pairwise"])
def test_maximum_likelihood_is_that_of_choix(votes: Votes, method: str) -> None:
    ours = fit_bradley_terry(counts=count_pairs(votes), prior_sd_logit=np.inf).skill_logit
    options = {"max_iter": 20_000, "tol": TIGHT}
    theirs = getattr(choix, method)(12, list_games(votes), alpha=0.0, **options)
    np.testing.assert_allclose(ours, centre(theirs), atol=1e-6)


@pytest.mark.parametrize("prior_sd_logit", [PRIOR_SD_LOGIT, 0.5])
def test_the_mode_under_a_gaussian_prior_is_that_of_choix(votes: Votes, prior_sd_logit) -> None:
    """Its penalty is alpha times the sum of squares: alpha = 1 / (2 sd^2)."""
    ours = fit_bradley_terry(counts=count_pairs(votes), prior_sd_logit=prior_sd_logit).skill_logit
    alpha = 1 / (2 * prior_sd_logit**2)
    theirs = choix.opt_pairwise(12, list_games(votes), alpha=alpha, method="Newton-CG", tol=TIGHT)
    np.testing.assert_allclose(ours, centre(theirs), atol=1e-6)


def test_a_wrong_penalty_would_be_noticed(votes: Votes) -> None:
    ours = fit_bradley_terry(counts=count_pairs(votes), prior_sd_logit=0.5).skill_logit
    theirs = choix.opt_pairwise(12, list_games(votes), alpha=1 / 0.5**2, tol=TIGHT)
    assert np.abs(ours - centre(theirs)).max() > 1e-3
