from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raters.checks import psi

LADDER = np.linspace(0.05, 1, 40).tolist()
answers = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=12)


def entropy(weights: np.ndarray) -> float:
    weights = weights[weights > 0]
    return float(-(weights * np.log2(weights)).sum())


def expected_entropy(belief: np.ndarray, strength: float, gather) -> float:
    """By the book: update the belief by either answer, and average what is left unknown."""
    chances = psi.right_table()[psi.find_steps([strength])[0]]
    after = [belief * chances, belief * (1 - chances)]
    return sum(each.sum() * entropy(gather(each / each.sum())) for each in after)


@settings(max_examples=20)
@given(answers)
def test_it_measures_the_fall_of_the_expected_entropy(given_answers: list) -> None:
    belief = psi.learn([s for s, _ in given_answers], [r for _, r in given_answers])
    finer = psi.THRESHOLDS < 0.7
    questions = {
        "threshold": (psi.threshold_bits(belief, LADDER), lambda b: b.sum(axis=1)),
        "limit": (
            psi.limit_bits(belief, LADDER, limit=0.7),
            lambda b: np.array([b[finer].sum(), b[~finer].sum()]),
        ),
    }
    for bits, gather in questions.values():
        brute = [entropy(gather(belief)) - expected_entropy(belief, s, gather) for s in LADDER]
        np.testing.assert_allclose(bits, brute, atol=1e-9)


def test_the_chance_is_a_half_where_nothing_differs_and_three_quarters_at_the_threshold() -> None:
    slopes = psi.SLOPES
    assert psi.chance_right(0, threshold=0.4, slope=slopes, lapse=0) == pytest.approx(0.5)
    assert psi.chance_right(0.4, threshold=0.4, slope=slopes, lapse=0) == pytest.approx(0.75)
    assert psi.chance_right(1, threshold=0.1, slope=3, lapse=0.3) == pytest.approx(0.85)


@given(answers)
@settings(max_examples=20)
def test_the_order_of_the_answers_makes_no_difference(given_answers: list) -> None:
    def learn(these: list) -> np.ndarray:
        return psi.learn([s for s, _ in these], [r for _, r in these])

    belief = learn(given_answers)
    assert belief.sum() == pytest.approx(1)
    np.testing.assert_allclose(belief, learn(given_answers[::-1]), atol=1e-12)


def test_what_is_seen_makes_the_threshold_finer_and_what_is_missed_coarser() -> None:
    seen, missed = psi.learn([0.4], [True]), psi.learn([0.4], [False])
    means = [psi.threshold_mean(each) for each in (seen, psi.prior(), missed)]
    assert means == sorted(means)
    assert psi.threshold_below(seen, 0.5) > psi.threshold_below(missed, 0.5)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_it_recovers_a_threshold_from_many_answers(threshold: float) -> None:
    rng = np.random.default_rng(3)
    strengths = rng.uniform(0, 1, 600)
    right = rng.random(600) < psi.chance_right(strengths, threshold=threshold, slope=3.5, lapse=0)
    belief = psi.learn(strengths.tolist(), right.tolist())
    low, high = psi.threshold_quantiles(belief, [0.005, 0.995])
    assert low < threshold < high
    assert abs(psi.threshold_mean(belief) - threshold) < 0.05
    assert psi.threshold_sd(belief) < 0.07


def test_the_share_below_a_limit_agrees_with_the_quantiles() -> None:
    belief = psi.learn([0.3, 0.5, 0.2], [True, True, False])
    assert psi.threshold_below(belief, [0, psi.TOP]).tolist() == pytest.approx([0, 1])
    for share in (0.1, 0.5, 0.9):
        quantile = psi.threshold_quantiles(belief, share)
        assert psi.threshold_below(belief, quantile) == pytest.approx(share)


def test_the_curve_lies_in_its_band_and_rises() -> None:
    belief = psi.learn([0.9, 0.6, 0.3, 0.2], [True, True, True, False])
    mean, low, high = psi.curve(belief, LADDER)
    assert (low <= mean).all() and (mean <= high).all()
    assert (np.diff(mean) > 0).all() and low.min() >= 0.5 and high.max() <= 1
    wide, narrow = (psi.curve(belief, [0.4], level=level) for level in (0.95, 0.5))
    assert wide[1] < narrow[1] and narrow[2] < wide[2]


def test_one_choice_takes_less_than_twenty_milliseconds(expect_quick) -> None:
    strengths = np.linspace(0, 1, 120).tolist()

    def choose() -> None:
        belief = psi.learn([0.5] * 27, [True] * 27)
        psi.threshold_bits(belief, strengths)
        psi.limit_bits(belief, strengths, limit=0.7)

    choose()  # what is kept from one choice to the next is there now
    expect_quick(choose, limit_s=0.02)


def test_it_refuses_a_strength_off_the_ladder() -> None:
    for strength in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="from 0 to 1"):
            psi.learn([strength], [True])
    with pytest.raises(ValueError):
        psi.learn([0.5, 0.6], [True])
