"""A study of one rater, who may see no difference or answer at random: against integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from elo.core.diagnostics import check_convergence
from elo.core.fit import fit
from elo.core.full.model import priors
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import ELO_PER_LOGIT
from elo.tests.samples import make_votes

VOTES = 40


def integrate(wins: int) -> tuple[float, float]:
    """Standard deviation of a score, and chance that the rater is mostly random: by the priors."""
    rng, n = np.random.default_rng(0), 1_000_000
    spread = rng.gamma(priors.SPREAD_SHAPE, 1 / priors.SPREAD_RATE, n)
    skill = rng.normal(size=n) * spread / np.sqrt(2)  # two that sum to 0
    z = rng.normal(size=n)
    centre = rng.normal(priors.CENTRE_MEAN, priors.CENTRE_SD, n)
    lapse = expit(centre + np.expm1(priors.LAPSE_SKEW * z) / priors.LAPSE_SKEW)
    chance = (1 - lapse) * expit(2 * skill) + lapse / 2
    weight = wins * np.log(chance) + (VOTES - wins) * np.log(1 - chance)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    mean = weight @ skill
    sd_elo = ELO_PER_LOGIT * np.sqrt(weight @ (skill - mean) ** 2)
    return float(sd_elo), float(weight[lapse > 0.6].sum())


@pytest.mark.parametrize("wins", [20, 30])
def test_both_stories_are_told_in_their_share(wins: int) -> None:
    found = fit(
        make_votes([("a", "b", "a")] * wins + [("a", "b", "b")] * (VOTES - wins)),
        model="full",
        seed=2,
    )
    check_convergence(found)
    sd_elo, random = integrate(wins)
    assert found.sd_elo[0] == pytest.approx(sd_elo, rel=0.3)  # half of it, where one is not found
    assert (found.draws_lapse > 0.6).mean() == pytest.approx(random, abs=0.03)
    assert "lapse_spread_logit" not in found.other_draws
    assert found.settings["lapse_spread"] == "no: there is one rater"


def test_one_rater_with_many_votes_is_fitted() -> None:
    truth = {f"c{number}": 1700.0 + 80 * number for number in range(8)}
    votes = simulate_votes(elo=truth, n_votes=600, seed=3, crowd=Crowd(raters=1, sources=1))
    found = fit(votes, model="full", seed=1)
    check_convergence(found)
    near = np.abs(found.mean_elo - list(truth.values())) < 3 * found.sd_elo
    assert near.all() and found.sd_elo.max() < 70
