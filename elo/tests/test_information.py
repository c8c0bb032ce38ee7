"""Which pairs are worth asking: close and little known ones, never one that cannot be shown."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.bradley_terry import LaplaceFit
from elo.core.information import choose_pairs, learn


def make_laplace(skill: list[float], sd: float = 1.0) -> LaplaceFit:
    n = len(skill)
    centre = np.eye(n) - 1 / n
    return LaplaceFit(np.array(skill), sd**2 * centre @ centre, 1)


def test_close_pairs_come_before_far_ones() -> None:
    laplace = make_laplace([0, 0.1, 6.0])
    pairs, uniform = choose_pairs(laplace=laplace, how_many=3, seed=1, uniform_share=0)
    assert pairs[0].tolist() == [0, 1]
    assert not uniform.any()


def test_only_allowed_pairs_are_chosen() -> None:
    allowed = np.zeros((3, 3), dtype=bool)
    allowed[0, 2] = allowed[2, 0] = True
    pairs, _ = choose_pairs(laplace=make_laplace([0, 0, 0]), how_many=9, seed=1, allowed=allowed)
    assert {tuple(pair) for pair in pairs.tolist()} == {(0, 2)}


def test_no_pair_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="no pair"):
        choose_pairs(
            laplace=make_laplace([0, 0]), how_many=1, seed=1, allowed=np.zeros((2, 2), dtype=bool)
        )


def test_wanted_contrasts_decide() -> None:
    wanted = np.array([[0.0, 0.0, 1.0, -1.0]])
    laplace = make_laplace([0, 0, 0, 0])
    pairs, _ = choose_pairs(laplace=laplace, how_many=4, seed=1, wanted=wanted, uniform_share=0)
    assert pairs[0].tolist() == [2, 3]


def test_an_answer_teaches_as_the_inverse_says() -> None:
    rng = np.random.default_rng(1)
    root = rng.normal(size=(4, 4))
    covariance = root @ root.T
    d = np.array([1.0, 0, -1, 0])
    expected = np.linalg.inv(np.linalg.inv(covariance) + 0.2 * np.outer(d, d))
    learn(covariance, 0, 2, 0.2)
    assert np.allclose(covariance, expected)
