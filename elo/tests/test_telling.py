from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.fit import fit
from elo.evidence import load_conditions, load_votes
from elo.telling import describe_study, name_test_codec, policy_in_words, tell_distance
from evalsite.studies.bots.simulating import simulate_votes
from evalsite.testing import make_open_study, make_session, make_study

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
    study = make_open_study(tmp_path, sampler="balanced")
    told = policy_in_words(study)["Sampler"]
    assert told == "the pair, source and sides asked least; reserved in blocks of 10"
    simulate_votes(study=study, raters=6, votes=None, seed=2)
    told = policy_in_words(study)["Sampler"]
    assert "(votes by how their pair was chosen: balanced " in told


def test_the_funnel_of_a_report_is_of_those_whose_votes_it_has(tmp_path) -> None:
    study = make_open_study(tmp_path)
    make_session(study)
    simulate_votes(study=study, raters=8, votes=None, seed=2)
    votes = load_votes(study)
    conditions, _ = load_conditions(study, votes)
    people = replace(votes, simulated=np.zeros_like(votes.simulated))
    came = []
    for each in (people, votes):
        result = fit(each, model="mle", seed=1, conditions=conditions)
        told = describe_study(study=study, votes=each, conditions=conditions, fit=result)
        came.append(told.funnel[0][1])
    assert came[0] == 1 < came[1]


def test_a_report_is_about_the_codec_the_study_is_about(tmp_path) -> None:
    study = make_open_study(tmp_path)
    simulate_votes(study=study, raters=8, votes=None, seed=2)
    votes = load_votes(study)
    conditions, _ = load_conditions(study, votes)
    result = fit(votes, model="mle", seed=1, conditions=conditions)
    assert name_test_codec(study, conditions, result) is None
    study.test_codec = study.codecs.get(name="av1")
    assert name_test_codec(study, conditions, result) == "av1"
    rateless = replace(conditions, bpp=np.full(len(conditions.names), np.nan))
    assert name_test_codec(study, rateless, result) is None, "it has no curve to compare"
