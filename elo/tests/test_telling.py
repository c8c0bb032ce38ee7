from __future__ import annotations

import pytest

from elo.telling import tell_distance
from evalsite.testing import make_study

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "Free; not measured."),
        ({"distance": 1}, "the blind spot; free."),
        ({"distance": 1, "distance_max_mm": 900}, "the blind spot; at most 900 mm."),
        (
            {"distance": 1, "distance_min_mm": 400, "distance_max_mm": 900},
            "at least 400 mm and at most 900 mm.",
        ),
    ],
)
def test_a_report_says_whether_the_distance_was_measured(asked, told) -> None:
    assert tell_distance(make_study(screening={"device": asked})).endswith(told)
