"""The law of the width, and what it says a chosen width needs: against numbers made by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from evalsite.live.panels.width import say_rough
from evalsite.live.width import fit_law, votes_needed


def widths(constant: float, *votes: int) -> list[tuple[int, float]]:
    return [(n, constant / sqrt(n)) for n in votes]


def test_an_exact_law_is_recovered_with_no_doubt() -> None:
    law = fit_law(widths(3.0, 100, 400, 500, 700, 900))
    assert law.constant == pytest.approx(3.0)
    assert (law.low, law.high) == (pytest.approx(3.0), pytest.approx(3.0))
    assert law.slope == pytest.approx(-0.5)
    assert law.width_at(900) == pytest.approx(0.1)


def test_half_the_width_needs_four_times_the_votes() -> None:
    need = votes_needed(fit_law(widths(3.0, 500, 700, 900)), 0.05)
    assert (need.more, need.fewest, need.most) == (2700, 2700, 2700)


def test_a_width_that_is_reached_needs_no_more() -> None:
    law = fit_law(widths(3.0, 500, 700, 900))
    assert votes_needed(law, 0.1).more == votes_needed(law, 0.5).more == 0


def test_the_answer_is_as_rough_as_the_fits_disagree() -> None:
    points = [(600, 2.7 / sqrt(600)), (800, 3.3 / sqrt(800)), (900, 3.0 / sqrt(900))]
    need = votes_needed(fit_law(points), 0.05)
    assert need.fewest == round((2.7 / 0.05) ** 2) - 900
    assert need.most == round((3.3 / 0.05) ** 2) - 900
    assert need.fewest < need.more < need.most


def test_early_fits_do_not_count_towards_the_constant() -> None:
    law = fit_law([*widths(30.0, 20, 50), *widths(3.0, 500, 700, 900)])
    assert (law.points, law.constant) == (3, pytest.approx(3.0))
    assert law.slope < -0.7  # but the slope shows that the law did not hold from the start


def test_noisy_widths_give_back_their_constant() -> None:
    rng = np.random.default_rng(5)
    votes = np.arange(1000, 4000, 50)
    law = fit_law([(int(n), float(2 / sqrt(n) * rng.lognormal(0, 0.05))) for n in votes])
    assert law.constant == pytest.approx(2, rel=0.03)
    assert law.low < 2 < law.high


def test_few_fits_are_called_rough_and_have_no_slope() -> None:
    law = fit_law(widths(3.0, 880, 900))
    assert law.is_rough and law.slope is None
    assert fit_law([]) is None and fit_law([(0, 0.1), (10, 0.0)]) is None


@pytest.mark.parametrize("width", [0, -0.1, float("nan")])
def test_a_width_that_is_none_is_refused(width) -> None:
    with pytest.raises(ValueError, match="width must be above 0"):
        votes_needed(fit_law(widths(3.0, 900)), width)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (7, "7"), (96, "96"), (104, "100"), (12_345, "12,000")]
)
def test_numbers_that_are_rough_are_said_roughly(count, said) -> None:
    assert say_rough(count) == said
