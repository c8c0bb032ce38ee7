from __future__ import annotations

import pytest

from elo.telling import policy_in_words, tell_distance
from evalsite.studies.bots.simulating import simulate_votes
from evalsite.testing import make_open_study, make_study

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


def test_a_report_says_how_pairs_were_chosen(tmp_path) -> None:
    study = make_open_study(tmp_path)
    told = policy_in_words(study)["Sampler"]
    assert told == "the pair, source and sides asked least; reserved in blocks of 10"
    simulate_votes(study=study, raters=6, votes=None, seed=2)
    told = policy_in_words(study)["Sampler"]
    assert "(votes by how their pair was chosen: balanced " in told
