"""The promise of every model: true differences lie inside 95 % intervals in 93 % of cases."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.diagnostics import check_convergence
from elo.core.fit import fit
from elo.core.simulate import Crowd, simulate_votes

CONDITIONS = 10
SEEDS = range(20)


def share_covered(model: str, seed: int) -> float:
    """Share of all differences of true Elo inside their 95 % interval, in one simulated study."""
    rng = np.random.default_rng(seed)
    truth = {f"c{i}": float(elo) for i, elo in enumerate(rng.normal(2000, 250, CONDITIONS))}
    votes = simulate_votes(elo=truth, n_votes=2500, seed=seed, crowd=Crowd(trap_share=0.1))
    found = fit(votes, model=model, seed=seed)
    check_convergence(found)
    true = np.array([truth[name] for name in found.conditions])
    a, b = np.triu_indices(CONDITIONS, 1)
    gaps = found.draws_elo[:, a] - found.draws_elo[:, b]
    low, high = np.quantile(gaps, [0.025, 0.975], axis=0)
    return float(np.mean((low < true[a] - true[b]) & (true[a] - true[b] < high)))


def test_mle_covers_the_truth_over_twenty_seeds() -> None:
    covered = np.mean([share_covered("mle", seed) for seed in SEEDS])
    assert 0.93 <= covered <= 0.985


def test_plain_covers_the_truth_over_three_seeds() -> None:
    assert np.mean([share_covered("plain", seed) for seed in (0, 1, 2)]) >= 0.9


@pytest.mark.slow
def test_plain_covers_the_truth_over_twenty_seeds() -> None:
    covered = np.mean([share_covered("plain", seed) for seed in SEEDS])
    assert 0.93 <= covered <= 0.985


def test_unmodelled_random_answers_shrink_the_scale() -> None:
    """Known: a tenth of random answers. The check that the interval test can fail at all."""
    truth = {"a": 1600.0, "b": 2000.0, "c": 2400.0}
    crowd = Crowd(lapse=0.1)
    votes = simulate_votes(elo=truth, n_votes=20_000, seed=1, crowd=crowd)
    found = fit(votes, model="mle", seed=1)
    span = found.mean_elo[2] - found.mean_elo[0]
    assert 450 < span < 720
