"""Wilson's interval against published numbers and its own definition."""

from __future__ import annotations

from math import sqrt

import pytest

from evalsite.live.wilson import Z95, share_of


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_is_as_published(count, of, low, high) -> None:
    found = share_of(count, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_its_ends_are_where_the_score_test_is_just_refused() -> None:
    found = share_of(7, 8)
    for end in (found.low, found.high):
        assert abs(7 / 8 - end) / sqrt(end * (1 - end) / 8) == pytest.approx(Z95)


def test_nothing_of_nothing_is_no_share_and_more_than_all_is_refused() -> None:
    assert share_of(0, 0) is None
    with pytest.raises(ValueError, match="count must lie between 0 and 3, got 4"):
        share_of(4, 3)
