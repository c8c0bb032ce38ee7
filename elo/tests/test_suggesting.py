from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.fit import fit
from elo.core.intervals import Interval
from elo.core.quality.judging import RaterQuality, judge_raters
from elo.core.quality.leaving_one_out import Agreement
from elo.core.quality.records import RaterRecord
from elo.core.quality.repeats import Repeats
from elo.core.quality.sides import Sides
from elo.core.quality.suggesting import find_limit, suggest
from elo.core.quality.times import Times
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import Votes
from elo.tests.crowds import HONEST, LADDER, add_repeats, make_crowd, name_raters, spoil

UNKNOWN = Interval(np.nan, np.nan, np.nan)


def make_quality(rater: str, **parts: object) -> RaterQuality:
    content: dict = {
        "record": RaterRecord(rater, 80, 6, 6, 4000.0),
        "repeats": Repeats(4, 3, 0.8),
        "sides": Sides(80, 40, 0.0, 0, 0, 0),
        "times": Times(80, 0.0, 1.0, 1, 5, 6, 1.0),
        "lapse": UNKNOWN,
        "agreement": Agreement(80, -0.5, -0.5, 0.0, 0.75, 0.75),
        "outlying": 0.0,
    }
    return RaterQuality(**{**content, **parts})


BAD_PARTS = {
    "answers at random in 60\u00a0%": {"lapse": Interval(0.6, 0.35, 0.8)},
    "1 of 6 traps right": {"record": RaterRecord("bad", 80, 6, 1, 4000.0)},
    "disagrees with everybody else, chose": {
        "agreement": Agreement(80, -1.5, -0.5, -7.0, 0.5, 0.75)
    },
    "mostly the other way round": {"agreement": Agreement(80, -2.5, -0.5, -15.0, 0.2, 0.75)},
    "chose the left one in 95\u00a0% of 80, 60 times in a row": {
        "sides": Sides(80, 76, 8.0, 0, 0, 0),
        "times": Times(80, 0.0, 1.0, 1, 60, 60, 1e-9),
    },
    "chose the right one in 95\u00a0%": {"sides": Sides(80, 4, -8.0, 0, 0, 0)},
    "same answer again to 2 of 12": {"repeats": Repeats(12, 2, 0.8)},
    "answered 70\u00a0% of 80 pairs faster": {"times": Times(80, 0.7, 1.0, 1, 5, 5, 1.0)},
}


@pytest.mark.parametrize("words", BAD_PARTS)
def test_every_rule_names_its_rater_in_words(words: str) -> None:
    crowd = [make_quality(f"good-{number}") for number in range(40)]
    (found,) = suggest([*crowd, make_quality("bad", **BAD_PARTS[words])])
    assert words in found.reasons[0] and len(found.reasons) == 1
    assert found.votes == 80


FINE_PARTS = {
    "a lapse that may be small": {"lapse": Interval(0.5, 0.29, 0.8)},
    "one trap of one missed": {"record": RaterRecord("fine", 80, 1, 0, 4000.0)},
    "more traps right than chance": {"record": RaterRecord("fine", 80, 60, 40, 4000.0)},
    "a habit that is sure but mild": {"sides": Sides(800, 560, 11.0, 0, 0, 0)},
    "fast in half of his answers": {"times": Times(80, 0.5, 1.0, 1, 5, 5, 1.0)},
    "fast, in few answers": {"times": Times(10, 1.0, 1.0, 1, 5, 5, 1.0)},
    "nothing known": {
        "record": RaterRecord("fine", 0, 0, 0, np.nan),
        "repeats": Repeats(0, 0, np.nan),
        "sides": Sides(0, 0, np.nan, 0, 0, 0),
        "times": Times(0, np.nan, np.nan, 0, 0, 0, 1.0),
        "agreement": Agreement(0, *(np.nan,) * 5),
        "outlying": np.nan,
    },
}


@pytest.mark.parametrize("words", FINE_PARTS)
def test_what_chance_or_honesty_explains_names_nobody(words: str) -> None:
    crowd = [make_quality(f"good-{number}") for number in range(40)]
    assert suggest([*crowd, make_quality("fine", **FINE_PARTS[words])]) == ()


def test_the_limit_is_bonferronis_alone_and_rises_with_those_named() -> None:
    chances = np.ones((100, 4))
    assert find_limit(chances) == pytest.approx(0.05 / 400)
    chances[:10, 0] = 1e-9
    assert find_limit(chances) == pytest.approx(0.05 * 10 / 400)
    assert suggest([]) == ()


@pytest.mark.parametrize("raters", [2, 4, 6])
def test_of_few_honest_raters_hardly_anyone_is_named(raters: int) -> None:
    crowd = Crowd(raters=raters, sources=4, source_sd_elo=100, trap_share=0.05)
    named = []
    for seed in range(10):
        votes = make_crowd(n_votes=60 * raters, seed=seed, crowd=crowd)
        named += suggest(judge_raters(votes=votes, fit=fit(votes, model="mle", seed=1)))
    assert len(named) <= raters // 4


def test_a_disagreement_that_everybody_shares_is_nobodys() -> None:
    wide = [
        make_quality(f"r-{number}", agreement=Agreement(900, -0.7, -0.6, z, 0.7, 0.75))
        for number, z in enumerate(np.linspace(-9, 9, 30).tolist())
    ]
    assert suggest(wide) == ()


@pytest.mark.parametrize(("seed", "model"), [(1, "mle"), (2, "mle"), (3, "bbq")])
def test_an_honest_crowd_is_left_in_peace(seed: int, model: str) -> None:
    votes = make_crowd(seed=seed)
    named = suggest(judge_raters(votes=votes, fit=fit(votes, model=model, seed=1)))
    assert len(named) <= len(votes.raters) // 100


def test_guessers_pressers_and_adversaries_are_named() -> None:
    assert HONEST.raters == 120 and len(LADDER) == 24
    votes = spoil(make_crowd(seed=4), guessers=range(6), pressers=range(6, 9), turned=range(9, 12))
    qualities = judge_raters(votes=votes, fit=fit(votes, model="mle", seed=1))
    assert min(each.record.votes for each in qualities[:12]) >= 70
    named = {each.rater for each in suggest(qualities)}
    assert len(named & name_raters(range(12))) >= 11
    assert len(named - name_raters(range(12))) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("source_sd_elo", [0, 100])
def test_of_610_honest_raters_one_in_a_hundred_is_named_at_most(source_sd_elo: float) -> None:
    crowd = replace(LARGE, source_sd_elo=source_sd_elo)
    shares = [len(name_suggested(make_large(seed, crowd))) / 610 for seed in range(5)]
    assert max(shares) <= 0.01 and np.mean(shares) <= 0.002


@pytest.mark.slow
def test_nine_in_ten_of_5_percent_bad_raters_are_named() -> None:
    bad = name_raters(range(30))
    for seed in range(3):
        honest = make_large(seed + 20, LARGE)
        votes = spoil(honest, guessers=range(10), pressers=range(10, 20), turned=range(20, 30))
        named = name_suggested(votes)
        assert len(named & bad) >= 27 and len(named - bad) <= 6


LARGE = replace(HONEST, raters=610, sources=30)


def make_large(seed: int, crowd: Crowd) -> Votes:
    """A study of the size of the paper's, 98 answers a rater, on a ladder as wide as codecs are."""
    elo = {f"c{i}-{j}": 1600.0 + 100 * j + 20 * i for i in range(15) for j in range(8)}
    votes = simulate_votes(elo=elo, n_votes=60_000, seed=seed, crowd=crowd)
    return add_repeats(votes, elo=elo, share=0.04, seed=seed)


def name_suggested(votes: Votes) -> set[str]:
    qualities = judge_raters(votes=votes, fit=fit(votes, model="mle", seed=1))
    return {each.rater for each in suggest(qualities)}
