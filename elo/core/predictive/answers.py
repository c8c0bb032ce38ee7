"""What a fit expects of each rated answer, draw by draw, and answers made up from that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.counts import points_of, rated_indices
from elo.core.elo_fit import EloFit
from elo.core.types import ELO_PER_LOGIT, TIE, UNKNOWN, FloatArray, IntArray, Votes

SIDE, LOG_TIE = "side_logit", "log_tie_logit"  # in a fit's `other_draws`


@dataclass(frozen=True, slots=True)
class Asked:
    """Rated answers, and where a fit holds what bears on each.

    Parameters
    ----------
    a, b : ndarray of int, shape (n_votes,)
        Conditions, indices into those of the fit.
    source, rater : ndarray of int, shape (n_votes,)
        Indices into the votes' names.
    source_in_fit, rater_in_fit : ndarray of int, shape (n_votes,)
        Indices into those of the fit; -1 where the fit does not know them.
    side : ndarray of float, shape (n_votes,)
        1 where A was shown left, -1 where B was, 0 unknown.
    points_a : ndarray of float, shape (n_votes,)
        1 if A won, 0 if B did, one half for a tie.
    tie : ndarray of float, shape (n_votes,)
        1 for a tie, else 0.
    """

    a: IntArray
    b: IntArray
    source: IntArray
    rater: IntArray
    source_in_fit: IntArray
    rater_in_fit: IntArray
    side: FloatArray
    points_a: FloatArray
    tie: FloatArray

    def __len__(self) -> int:
        return len(self.a)


@dataclass(frozen=True, slots=True)
class Expected:
    """Chances of each answer in one draw, shapes (n_votes,)."""

    a: FloatArray
    tie: FloatArray

    @property
    def points(self) -> FloatArray:
        """Mean of the points A gets: 1, one half or 0."""
        return np.asarray(self.a + self.tie / 2)

    @property
    def variance(self) -> FloatArray:
        """Variance of those points."""
        return np.asarray(self.a + self.tie / 4 - self.points**2)


def lay_out_answers(*, fit: EloFit, votes: Votes) -> Asked:
    """Find the place of every rated answer in a fit.

    Raises
    ------
    ValueError
        If the fit rates other conditions than the votes do.
    """
    rated = votes.rated()
    names, a, b = rated_indices(rated)
    if names != fit.conditions:
        raise ValueError("the fit rates other conditions than these votes do")
    return Asked(
        a=a,
        b=b,
        source=rated.source,
        rater=rated.rater,
        source_in_fit=find_places(votes.sources, fit.sources)[rated.source],
        rater_in_fit=find_places(votes.raters, fit.raters)[rated.rater],
        side=np.where(rated.left == UNKNOWN, 0.0, np.where(rated.left == 0, 1.0, -1.0)),
        points_a=points_of(rated.choice),
        tie=(rated.choice == TIE).astype(np.float64),
    )


def find_places(names: tuple[str, ...], known: tuple[str, ...]) -> IntArray:
    place = {name: index for index, name in enumerate(known)}
    return np.array([place.get(name, UNKNOWN) for name in names], dtype=np.int64)


def has_ties(fit: EloFit) -> bool:
    """Whether the model says how often people are undecided."""
    return LOG_TIE in fit.other_draws


def expect_answers(*, fit: EloFit, asked: Asked, draw: int) -> Expected:
    """Chances of each answer in one draw of the posterior.

    Whatever the fit knows is used: scores on each source, a side's advantage, ties by Davidson's
    model (J. Am. Stat. Assoc. 65, 1970), and how often each rater answers at random.

    Parameters
    ----------
    fit : EloFit
        Any model.
    asked : Asked
        Of the same fit.
    draw : int
        Which draw.
    """
    gap = find_gaps(fit, asked, draw)
    if has_ties(fit):
        half = np.exp(np.clip(gap / 2, -300, 300))
        total = half + 1 / half + np.exp(fit.other_draws[LOG_TIE][draw])
        first, tie = half / total, 1 - (half + 1 / half) / total
        answers = 3
    else:
        first, tie, answers = expit(gap), np.zeros_like(gap), 2
    if fit.draws_lapse is None:
        return Expected(first, tie)
    known = asked.rater_in_fit != UNKNOWN
    lapse = np.where(known, fit.draws_lapse[draw][asked.rater_in_fit], 0.0)
    tie = (1 - lapse) * tie + (lapse / answers if answers == 3 else 0.0)
    return Expected((1 - lapse) * first + lapse / answers, tie)


def find_gaps(fit: EloFit, asked: Asked, draw: int) -> FloatArray:
    """Score of A minus that of B with all that bears on it, logits, shape (n_votes,)."""
    elo = fit.draws_elo[draw]
    gap = elo[asked.a] - elo[asked.b]
    if fit.draws_source_elo is not None:
        on_source = fit.draws_source_elo[draw].astype(np.float64)
        here = on_source[asked.source_in_fit, asked.a] - on_source[asked.source_in_fit, asked.b]
        gap = np.where(asked.source_in_fit == UNKNOWN, gap, here)
    gap = gap / ELO_PER_LOGIT
    if SIDE in fit.other_draws:
        gap = gap + asked.side * fit.other_draws[SIDE][draw]
    return np.asarray(gap, dtype=np.float64)


def make_answers(*, rng: np.random.Generator, expected: Expected) -> tuple[FloatArray, FloatArray]:
    """Draw an answer to every question: the points of A and whether it was a tie, (n_votes,)."""
    chance = rng.random(len(expected.a))
    first = chance < expected.a
    tie = ~first & (chance < expected.a + expected.tie)
    return first + 0.5 * tie, tie.astype(np.float64)


def toss_ties(*, rng: np.random.Generator, asked: Asked) -> FloatArray:
    """Points of A as a model without ties sees them, (n_votes,).

    To such a model a tie is half a win for each, which is what a fair coin gives. Tossed, the
    answers spread as the model's own do; left as halves they would spread less.
    """
    coin = rng.integers(0, 2, len(asked)).astype(np.float64)
    return np.where(asked.tie > 0, coin, asked.points_a)
