from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.stats import binom, norm

from elo.core.fit import fit
from elo.core.formats.imported import number_names
from elo.core.quality.judging import judge_raters
from elo.core.quality.observers import log_probability, scale_thurstone, score_observers
from elo.core.quality.outlying import OUTLYING
from elo.core.types import Votes
from elo.tests.crowds import HONEST, make_crowd, spoil
from elo.tests.samples import SHARED, make_votes

TONE_MAPPING = SHARED / "pwcmp" / "ex3_tmo_cmp_data.csv"


def read_tone_mapping() -> Votes:
    with TONE_MAPPING.open(newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [
        (row["condition_A"], row["condition_B"], "a" if row["is_A_selected"] == "1" else "b")
        for row in rows
    ]
    raters, rater = number_names(tuple(row["observer"] for row in rows))
    sources, source = number_names(tuple(row["scene"] for row in rows))
    return make_votes(chosen, raters=raters, rater=rater, sources=sources, source=source)


@pytest.mark.skipif(not TONE_MAPPING.exists(), reason=f"{TONE_MAPPING.name} is not here")
def test_the_two_unusual_observers_of_the_tone_mapping_study_are_found() -> None:
    votes = read_tone_mapping()
    scores = {each.rater: each.score for each in score_observers(votes)}
    assert len(scores) == 18
    unusual = {rater for rater, score in scores.items() if score > OUTLYING}
    assert len(unusual) == 2
    qualities = judge_raters(votes=votes, fit=fit(votes, model="mle", seed=1))
    # Our own scores, without anybody's help from pwcmp, set the same two apart.
    assert {each.rater for each in qualities if each.outlying > OUTLYING} == unusual


def test_an_observer_who_turns_answers_round_is_unusual() -> None:
    few = make_crowd(n_votes=1500, crowd=type(HONEST)(raters=10, sources=2))
    scores = {each.rater: each.score for each in score_observers(spoil(few, turned=[4]))}
    assert max(scores, key=scores.__getitem__) == "rater-0004" and scores["rater-0004"] > OUTLYING


def test_thurstone_scores_give_back_the_share_of_one_pair() -> None:
    wins = np.array([[0.0, 75.0], [25.0, 0.0]])
    score = scale_thurstone(wins, np.zeros(2))
    assert score[0] - score[1] == pytest.approx(1, abs=0.01)  # 75 % preferred is 1 JOD


def test_the_log_probability_is_binomial() -> None:
    wins, score = np.array([[0.0, 4.0, 0.0], [1.0, 0.0, 2.0], [0.0, 0.0, 0.0]]), np.arange(3.0)
    first = binom.logpmf(4, 5, norm.cdf(-1 / 1.4826))
    second = binom.logpmf(2, 2, norm.cdf(-1 / 1.4826))
    assert log_probability(wins, score) == pytest.approx(first + second)
