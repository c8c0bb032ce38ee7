"""R-hat and effective sample sizes are those of ArviZ."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from elo.core.full.convergence import diagnose

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    import arviz as az


def draw_chains(n_draws: int) -> np.ndarray:
    """Independent, antithetic, sticky, tied and drifting chains, and one that sits elsewhere."""
    draws = np.random.default_rng(1).normal(size=(4, n_draws, 6))
    for turn in range(1, n_draws):
        draws[:, turn, 1] += -0.5 * draws[:, turn - 1, 1]
        draws[:, turn, 2] += 0.9 * draws[:, turn - 1, 2]
    draws[:, :, 3] = np.round(draws[:, :, 3])
    draws[:, :, 4] += np.linspace(0, 1, n_draws)
    draws[0, :, 5] += 0.5
    return draws


@pytest.mark.parametrize("n_draws", [100, 402])
def test_it_agrees_with_arviz(n_draws: int) -> None:
    draws = draw_chains(n_draws)
    found, data = diagnose(draws), az.from_dict({"x": draws})
    for ours, theirs in (
        (found.rhat, az.rhat(data)),
        (found.ess_bulk, az.ess(data, method="bulk")),
        (found.ess_tail, az.ess(data, method="tail")),
    ):
        np.testing.assert_allclose(ours, theirs["x"].to_numpy(), rtol=1e-10)


def test_the_worst_of_all_is_told() -> None:
    found = diagnose(draw_chains(400))
    assert found.worst_rhat == found.rhat[[2, 4, 5]].max() > 1.01
    assert found.least_ess < 400


@pytest.mark.parametrize("shape", [(4, 10, 2), (4, 101, 2), (400, 2)])
def test_it_refuses_too_few_draws(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="even from 20 on"):
        diagnose(np.zeros(shape))
