"""Which pairs are worth asking: close and little known ones, never one that cannot be shown."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.bradley_terry import LaplaceFit
from elo.core.information import (
    answer_information,
    choose_pairs,
    expected_information,
    gain_of_wanted,
    know,
    learn,
    look_ahead,
)


def make_laplace(skill: list[float], sd: float = 1.0) -> LaplaceFit:
    n = len(skill)
    centre = np.eye(n) - 1 / n
    return LaplaceFit(np.array(skill), sd**2 * centre @ centre, 1)


def make_rough(n: int, seed: int = 1) -> LaplaceFit:
    """Scores and a covariance without any symmetry to hide behind."""
    rng = np.random.default_rng(seed)
    root = (np.eye(n) - 1 / n) @ rng.normal(size=(n, n))
    return LaplaceFit(rng.normal(size=n), root @ root.T / n, 1)


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


def test_contrasts_of_other_conditions_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"wanted has shape \(1, 3\), expected \(k, 2\)"):
        choose_pairs(laplace=make_laplace([0, 0]), how_many=1, seed=1, wanted=np.ones((1, 3)))


def test_wanted_contrasts_decide() -> None:
    wanted = np.array([[0.0, 0.0, 1.0, -1.0]])
    laplace = make_laplace([0, 0, 0, 0])
    pairs, _ = choose_pairs(laplace=laplace, how_many=4, seed=1, wanted=wanted, uniform_share=0)
    assert pairs[0].tolist() == [2, 3]


def test_the_uniform_share_reaches_pairs_that_tell_nothing() -> None:
    laplace = make_laplace([0, 0.1, 9.0])
    pairs, uniform = choose_pairs(laplace=laplace, how_many=400, seed=1)
    assert 0.10 < uniform.mean() < 0.20
    assert {tuple(pair) for pair in pairs[uniform].tolist()} == {(0, 1), (0, 2), (1, 2)}


def test_same_seed_same_pairs() -> None:
    first, second = (choose_pairs(laplace=make_rough(9), how_many=50, seed=4)[0] for _ in range(2))
    assert first.tolist() == second.tolist()


@pytest.mark.parametrize("with_contrasts", [False, True])
def test_many_answers_teach_as_the_inverse_says(with_contrasts: bool) -> None:
    n, rng = 12, np.random.default_rng(2)
    laplace = make_rough(n)
    wanted = rng.normal(size=(5, n))
    wanted -= wanted.mean(axis=1, keepdims=True)
    first, second = np.triu_indices(n, 1)
    known = know(laplace, first, second, wanted if with_contrasts else None)
    precision = np.linalg.pinv(laplace.covariance_logit2)
    for pick in rng.integers(0, len(first), 500).tolist():
        learn(known, pick)
        d = np.eye(n)[first[pick]] - np.eye(n)[second[pick]]
        precision += known.information[pick] * np.outer(d, d)
    covariance = np.linalg.pinv(precision, rcond=1e-10)
    reach = covariance @ wanted.T @ wanted @ covariance if with_contrasts else covariance
    d = np.eye(n)[first] - np.eye(n)[second]
    assert np.allclose(known.spread, np.einsum("pi,ij,pj->p", d, covariance, d), rtol=1e-8)
    assert np.allclose(known.taken, np.einsum("pi,ij,pj->p", d, reach, d), rtol=1e-7)


def test_gain_is_what_the_variance_falls_by() -> None:
    n = 8
    laplace = make_rough(n)
    wanted = np.array([[1.0, 0, 0, -1, 0, 0, 0, 0], [0, 0.5, 0.5, 0, 0, 0, 0, -1]])
    first, second = np.triu_indices(n, 1)
    known = know(laplace, first, second, wanted)
    before = np.trace(wanted @ known.covariance @ wanted.T)
    expected = gain_of_wanted(known)[7]
    learn(known, 7)
    assert before - np.trace(wanted @ known.covariance @ wanted.T) == pytest.approx(expected)


@pytest.mark.parametrize("tie", [0.0, 0.7])
@pytest.mark.parametrize("lapse", [0.0, 0.2])
def test_information_is_the_spread_of_the_slope(tie: float, lapse: float) -> None:
    """Fisher's two faces: squared slopes of the chances, by finite differences."""

    def chances(gap: float) -> np.ndarray:
        strengths = np.array([np.exp(gap / 2), np.exp(-gap / 2), tie])
        kinds = 3 if tie else 2
        return (lapse / kinds + (1 - lapse) * strengths / strengths.sum())[:kinds]

    for gap in (-2.0, 0.0, 0.9, 4.0):
        slope = (chances(gap + 1e-5) - chances(gap - 1e-5)) / 2e-5
        expected = float((slope**2 / chances(gap)).sum())
        found = float(answer_information(np.array(gap), lapse=lapse, tie=tie))
        assert found == pytest.approx(expected, rel=1e-6)


def test_lapses_make_far_pairs_tell_less_than_their_share() -> None:
    near, far = answer_information(np.array([0.0, 3.0]), lapse=0.1) / answer_information(
        np.array([0.0, 3.0]), lapse=0.0
    )
    assert near == pytest.approx(0.81)
    assert far < 0.55


def test_a_gap_that_may_be_small_is_worth_more_than_a_surely_large_one() -> None:
    gap = np.array([4.0, 4.0])
    sure, unsure = expected_information(gap, np.array([0.0, 4.0]))
    assert unsure > 2 * sure
    draws = np.random.default_rng(1).normal(4, 2, 200_000)
    assert unsure == pytest.approx(answer_information(draws).mean(), rel=0.1)


def test_a_batch_for_the_papers_size_is_chosen_at_once(expect_quick) -> None:
    laplace = make_rough(120)
    wanted = np.random.default_rng(1).normal(size=(105, 120))

    def choose() -> None:
        choose_pairs(laplace=laplace, how_many=500, seed=1, wanted=wanted)

    expect_quick(choose, limit_s=0.2)  # of one core; 0.06 s where nothing else runs


def test_answers_on_their_way_are_not_asked_for_again() -> None:
    laplace = make_laplace([0, 0, 0, 0])
    pending = np.zeros((4, 4))
    pending[0, 1] = 500
    after = look_ahead(laplace, pending)
    gap = np.array([1.0, -1, 0, 0])
    assert gap @ after.covariance_logit2 @ gap < 0.05
    assert np.allclose(after.covariance_logit2.sum(axis=0), 0)
    pairs, _ = choose_pairs(laplace=laplace, how_many=6, seed=1, pending=pending, uniform_share=0)
    assert [0, 1] not in pairs.tolist()


def test_looking_ahead_is_learning_what_will_be_told() -> None:
    laplace = make_laplace([0, 0.4, -0.3])
    pending = np.zeros((3, 3))
    pending[0, 2] = 1
    first, second = np.triu_indices(3, 1)
    known = know(laplace, first, second, None)
    learn(known, 1)  # the pair of the first and the third
    assert np.allclose(look_ahead(laplace, pending).covariance_logit2, known.covariance)


def test_nothing_on_its_way_changes_nothing() -> None:
    laplace = make_laplace([0, 1])
    assert look_ahead(laplace, np.zeros((2, 2))) is laplace
