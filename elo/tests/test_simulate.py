from __future__ import annotations

import numpy as np
import pytest

from elo.core.quality.records import list_raters
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import TIE, TRAP


def test_the_same_seed_gives_the_same_votes() -> None:
    make = {"elo": {"a": 1.0, "b": 2.0}, "n_votes": 200}
    assert simulate_votes(**make, seed=4).digest() == simulate_votes(**make, seed=4).digest()
    assert simulate_votes(**make, seed=4).digest() != simulate_votes(**make, seed=5).digest()


def test_everything_is_marked_as_simulated() -> None:
    assert simulate_votes(elo={"a": 1.0, "b": 2.0}, n_votes=50, seed=1).simulated.all()


def test_400_points_win_ten_of_eleven() -> None:
    votes = simulate_votes(elo={"a": 2400.0, "b": 2000.0}, n_votes=40_000, seed=1)
    won = votes.choice == (votes.condition_a != 0)
    assert np.mean(won) == pytest.approx(10 / 11, abs=0.006)


def test_davidson_ties_a_third_of_equal_pairs_at_one() -> None:
    crowd = Crowd(tie=1.0)
    votes = simulate_votes(elo={"a": 1.0, "b": 1.0}, n_votes=30_000, seed=1, crowd=crowd)
    assert np.mean(votes.choice == TIE) == pytest.approx(1 / 3, abs=0.01)


def test_attentive_people_pass_traps_and_guessers_pass_half() -> None:
    elo = {"a": 1.0, "b": 1.0}
    for lapse, share in ((0.0, 1.0), (1.0, 0.5)):
        crowd = Crowd(trap_share=0.5, lapse=lapse)
        votes = simulate_votes(elo=elo, n_votes=4000, seed=1, crowd=crowd)
        traps = votes.select(votes.kind == TRAP)
        assert np.mean(traps.choice == traps.expected) == pytest.approx(share, abs=0.04)


def test_a_habit_of_the_left_shows() -> None:
    crowd = Crowd(side_elo=200.0)
    votes = simulate_votes(elo={"a": 1.0, "b": 1.0}, n_votes=20_000, seed=1, crowd=crowd)
    assert np.mean(votes.choice == votes.left) == pytest.approx(1 / (1 + 10**-0.5), abs=0.01)


@pytest.mark.parametrize(
    "wrong", [{"raters": 0}, {"lapse": 1.5}, {"trap_share": 1.0}, {"tie": -0.1}]
)
def test_impossible_crowds_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"must|is 1\.5, expected a share"):
        Crowd(**wrong)


def test_one_condition_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="two conditions"):
        simulate_votes(elo={"a": 1.0}, n_votes=5, seed=1)


def test_rater_records_add_up() -> None:
    crowd = Crowd(raters=7, trap_share=0.3)
    votes = simulate_votes(elo={"a": 1.0, "b": 9.0}, n_votes=700, seed=1, crowd=crowd)
    records = list_raters(votes)
    assert len(records) == 7
    assert sum(each.votes + each.traps for each in records) == 700
    assert all(each.traps_right <= each.traps for each in records)
    mine = (votes.rater == 3) & (votes.kind == 0)
    (third,) = (each for each in records if each.rater == "rater-0003")
    assert third.median_response_ms == np.median(votes.response_ms[mine])
