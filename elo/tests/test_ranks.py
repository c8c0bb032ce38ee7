"""Ranks of the truth: uniform for a right posterior, and not for a wrong one."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.truth.coverage import all_differences, find_inside
from elo.core.truth.ranks import count_ranks, rank_truth, uniform_p_value

KEEP, BINS = 99, 20


def rank_of_normal_means(*, stretch: float, studies: int = 400) -> np.ndarray:
    """Truth Normal(0, 1), one observation of error 1: the posterior is Normal(y / 2, 1 / 2)."""
    rng = np.random.default_rng(0)
    truth = rng.normal(0, 1, studies)
    seen = truth + rng.normal(0, 1, studies)
    draws = seen[:, None] / 2 + stretch * np.sqrt(0.5) * rng.normal(0, 1, (studies, 1000))
    pairs = zip(truth, draws, strict=True)
    return np.array([rank_truth(truth=value, draws=row, keep=KEEP) for value, row in pairs])


def test_a_right_posterior_has_uniform_ranks() -> None:
    counts = count_ranks(ranks=rank_of_normal_means(stretch=1.0), keep=KEEP, bins=BINS)
    assert counts.sum() == 400 and len(counts) == BINS
    assert uniform_p_value(counts) > 0.01


@pytest.mark.parametrize("stretch", [0.7, 1.4])
def test_a_posterior_too_narrow_or_too_wide_is_caught(stretch: float) -> None:
    ranks = rank_of_normal_means(stretch=stretch)
    assert uniform_p_value(count_ranks(ranks=ranks, keep=KEEP, bins=BINS)) < 1e-3


def test_the_rank_is_the_number_of_draws_below() -> None:
    draws = np.arange(1000.0)
    assert rank_truth(truth=-1.0, draws=draws, keep=99) == 0
    assert rank_truth(truth=1e9, draws=draws, keep=99) == 99
    assert rank_truth(truth=499.5, draws=draws, keep=99) in (49, 50)


def test_what_cannot_be_ranked_is_refused() -> None:
    with pytest.raises(ValueError, match="5 draws, but 99 are to be kept"):
        rank_truth(truth=0.0, draws=np.zeros(5), keep=99)
    with pytest.raises(ValueError, match="must be finite"):
        rank_truth(truth=np.nan, draws=np.zeros(200), keep=99)
    with pytest.raises(ValueError, match="do not fill 30 bins evenly"):
        count_ranks(ranks=np.zeros(3, dtype=np.int64), keep=99, bins=30)


def test_the_middle_of_the_draws_is_inside_and_far_away_is_not() -> None:
    draws = np.random.default_rng(0).normal(0, 1, (4000, 3))
    inside = find_inside(draws=draws, truth=np.array([0.0, 1.8, 2.2]))
    assert inside.tolist() == [True, True, False]
    assert all_differences(np.array([5.0, 3.0, 1.0])).tolist() == [2.0, 4.0, 2.0]
