"""Does a rater favour a side, whatever is shown there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import BIAS, TIE, UNKNOWN, VOTE, BoolArray, Votes


@dataclass(frozen=True, slots=True)
class Sides:
    """Left and right in one rater's answers.

    Parameters
    ----------
    answers, left : int
        Rated answers for a side that is known, ties apart, and those for the left one.
    left_z : float
        Standard errors between his share of left answers and the crowd's; nan without answers.
    bias_pairs, bias_left, bias_ties : int
        Pairs of identical images answered; how often the left one and how often a tie was chosen.
    """

    answers: int
    left: int
    left_z: float
    bias_pairs: int
    bias_left: int
    bias_ties: int

    @property
    def left_share(self) -> float:
        """Share of left among his answers, nan without any."""
        return self.left / self.answers if self.answers else float("nan")


def chose_left(votes: Votes) -> BoolArray:
    """Whether each answer was for what was shown left; never for ties or unknown sides."""
    return np.asarray((votes.choice == votes.left) & (votes.choice != TIE))


def has_side(votes: Votes) -> BoolArray:
    """Whether each answer was for a side that is known."""
    return np.asarray((votes.choice != TIE) & (votes.left != UNKNOWN))


def measure_sides(votes: Votes) -> tuple[Sides, ...]:
    """Sides of every rater, in the order of ``votes.raters``."""
    n = len(votes.raters)
    left, sided = chose_left(votes), has_side(votes)
    rated, bias = votes.kind == VOTE, votes.kind == BIAS

    def count(rows: BoolArray) -> list[int]:
        return [int(each) for each in np.bincount(votes.rater[rows], minlength=n)]

    answers, lefts = count(rated & sided), count(rated & left)
    usual = sum(lefts) / max(sum(answers), 1)
    z = [
        (mine - all_ * usual) / (all_ * usual * (1 - usual)) ** 0.5
        if all_ and 0 < usual < 1
        else float("nan")
        for mine, all_ in zip(lefts, answers, strict=True)
    ]
    pairs, bias_left = count(bias), count(bias & left)
    ties = count(bias & (votes.choice == TIE))
    return tuple(map(Sides, answers, lefts, z, pairs, bias_left, ties))
