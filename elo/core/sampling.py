"""Simulated studies that grow under one of the samplers: how fast their intervals narrow.

Every sampler's answers go to the same estimator (`elo.core.lapsing`). The active ones see, before
each batch, only a fit of the answers so far; the truth is used to answer and to judge, never to
choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from elo.core.contrasts import find_contrasts
from elo.core.counts import PairCounts
from elo.core.information import choose_pairs
from elo.core.ladders import Ladder
from elo.core.lapsing import LapsingFit, fit_lapsing
from elo.core.truth.choosing import choose
from elo.core.truth.crowds import check_crowd
from elo.core.types import CHOSE_A, TIE, UNKNOWN, VOTE, FloatArray, IntArray, Votes
from elo.core.widths import Widths, measure_widths

# name -> what it does
SAMPLERS = {
    "random": "every pair alike likely",
    "balanced": "the pair asked least",
    "scores": "mutual information of the next answer with all scores",
    "active": "what narrows the savings' intervals most",
}
BATCH = 100  # answers between two looks at the fit; later a twentieth of those there are


@dataclass(frozen=True, slots=True)
class Panel:
    """Who answers, and about what.

    Parameters
    ----------
    raters, sources : int
        Each answer draws one of each.
    lapsing : float
        Share of raters who lapse.
    random_share, attentive_share : float
        Share of answers given at random, by those who lapse and by the others.
    tie : float
        Davidson's nu; a tie counts as half a win for each.
    source_sd_elo : float
        How much one condition's score varies from source to source. The truth is then the mean
        over these very sources.
    """

    raters: int = 610
    sources: int = 30
    lapsing: float = 0.1
    random_share: float = 0.8
    attentive_share: float = 0.02
    tie: float = 0.0
    source_sd_elo: float = 0.0

    def __post_init__(self) -> None:
        check_crowd(self, shares=("lapsing", "random_share", "attentive_share"))


@dataclass(frozen=True, slots=True)
class Growth:
    """Where a study stands after so many votes."""

    votes: int
    lapse: float  # as estimated
    widths: Widths


@dataclass(slots=True)
class SimulatedStudy:
    """Truth, people and the answers so far.

    Parameters
    ----------
    stimulus_elo : ndarray of float, shape (n_sources, n)
        True scores on every source.
    random_share : ndarray of float, shape (n_raters,)
        Share of each rater's answers that is random.
    points, total : ndarray of float, shape (n, n)
        Wins of the row over the column and answers, in the upper half.
    deck : ndarray of int, shape (n_left, 2)
        Pairs not yet dealt in this round; for the balanced sampler.
    answers : list of ndarray of int, shape (n_batch, 5)
        First, second, source, rater and choice of every answer, batch by batch.
    """

    ladder: Ladder
    panel: Panel
    rng: np.random.Generator
    stimulus_elo: FloatArray
    random_share: FloatArray
    points: FloatArray
    total: FloatArray
    deck: IntArray = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    answers: list[IntArray] = field(default_factory=list)

    @property
    def votes(self) -> int:
        """Answers so far."""
        return int(self.total.sum())

    @property
    def true_elo(self) -> FloatArray:
        """Mean over the sources, shape (n,)."""
        return np.asarray(self.stimulus_elo.mean(axis=0))


def open_study(*, ladder: Ladder, panel: Panel, seed: int) -> SimulatedStudy:
    """Start a study without answers."""
    rng = np.random.default_rng([seed, 3])
    n = len(ladder.elo)
    lapsing = rng.permutation(panel.raters) < round(panel.lapsing * panel.raters)
    return SimulatedStudy(
        ladder=ladder,
        panel=panel,
        rng=rng,
        stimulus_elo=ladder.elo + rng.normal(0, panel.source_sd_elo, (panel.sources, n)),
        random_share=np.where(lapsing, panel.random_share, panel.attentive_share),
        points=np.zeros((n, n)),
        total=np.zeros((n, n)),
    )


def grow(
    *,
    ladder: Ladder,
    panel: Panel,
    sampler: str,
    marks: Sequence[int],
    seed: int,
    test: int | None = None,
) -> Iterator[Growth]:
    """Let a study grow, and look at it after so many votes.

    Parameters
    ----------
    ladder : Ladder
        What is compared.
    panel : Panel
        Who answers.
    sampler : str
        A key of `SAMPLERS`.
    marks : sequence of int
        Numbers of votes, rising.
    seed : int
        Same seed, same study.
    test : int, optional
        The codec the study is about: only its savings are wanted, and measured.

    Raises
    ------
    ValueError
        For an unknown sampler, or codecs without a shared range.
    """
    if sampler not in SAMPLERS:
        raise ValueError(f"unknown sampler {sampler!r}, expected one of {sorted(SAMPLERS)}")
    study = open_study(ladder=ladder, panel=panel, seed=seed)
    fit = None
    for mark in marks:
        fit = ask(study, sampler=sampler, mark=mark, test=test, fit=fit)
        yield look(study, seed, test)


def ask(
    study: SimulatedStudy,
    *,
    sampler: str,
    mark: int,
    test: int | None = None,
    fit: LapsingFit | None = None,
) -> LapsingFit | None:
    """Ask until there are ``mark`` votes, going on from the last fit; returns the new last one."""
    while (left := mark - study.votes) > 0:
        batch = min(left, max(BATCH, study.votes // 20))
        # The first answers, one for each condition, are balanced: there is nothing to fit.
        if sampler in ("scores", "active") and study.votes >= len(study.ladder.elo):
            fit = fit_lapsing(counts=count(study), start=fit)
        answer(study, next_pairs(study, sampler, fit, batch, test))
    return fit


def look(study: SimulatedStudy, seed: int, test: int | None) -> Growth:
    """Fit all answers afresh, and measure."""
    fit = fit_lapsing(counts=count(study))
    widths = measure_widths(
        laplace=fit.laplace,
        codec=study.ladder.codec,
        bpp=study.ladder.bpp,
        true_elo=study.true_elo,
        seed=seed,
        test=test,
    )
    return Growth(study.votes, fit.lapse, widths)


def next_pairs(
    study: SimulatedStudy, sampler: str, fit: LapsingFit | None, how_many: int, test: int | None
) -> IntArray:
    """Pairs of the next batch, shape (how_many, 2)."""
    if sampler == "random":
        pairs = all_pairs(study.ladder)
        return np.asarray(pairs[study.rng.integers(0, len(pairs), how_many)])
    if fit is None:
        return deal(study, how_many)
    seed = int(study.rng.integers(2**31))
    wanted = None
    if sampler == "active":
        codec, bpp = study.ladder.codec, study.ladder.bpp
        wanted = find_contrasts(laplace=fit.laplace, codec=codec, bpp=bpp, test=test, seed=seed)
    return choose_pairs(
        laplace=fit.laplace,
        how_many=how_many,
        seed=seed,
        wanted=wanted,
        lapse=fit.lapse,
    )[0]


def all_pairs(ladder: Ladder) -> IntArray:
    """Every pair once, shape (n_pairs, 2), first below second."""
    return np.stack(np.triu_indices(len(ladder.elo), 1), axis=1)


def deal(study: SimulatedStudy, how_many: int) -> IntArray:
    """Deal from a shuffled deck of all pairs; a new one when it is used up."""
    while len(study.deck) < how_many:
        fresh = study.rng.permutation(all_pairs(study.ladder))
        study.deck = np.concatenate([study.deck, fresh])
    dealt, study.deck = study.deck[:how_many], study.deck[how_many:]
    return dealt


def answer(study: SimulatedStudy, pairs: IntArray) -> None:
    """Let somebody answer each pair on some source, and count it."""
    rng, panel, n = study.rng, study.panel, len(study.total)
    source = rng.integers(0, panel.sources, len(pairs))
    rater = rng.integers(0, panel.raters, len(pairs))
    gap = study.stimulus_elo[source, pairs[:, 0]] - study.stimulus_elo[source, pairs[:, 1]]
    lapsing = rng.random(len(pairs)) < study.random_share[rater]
    choice = choose(rng, gap_elo=gap, lapse=0.0, tie=panel.tie)
    choice = np.where(lapsing, rng.integers(0, 3 if panel.tie else 2, len(pairs)), choice)
    points = np.where(choice == TIE, 0.5, choice == CHOSE_A)
    study.answers.append(np.column_stack([pairs, source, rater, choice]))
    place = pairs[:, 0] * n + pairs[:, 1]
    study.points += np.bincount(place, points, n * n).reshape(n, n)
    study.total += np.bincount(place, minlength=n * n).reshape(n, n)


def count(study: SimulatedStudy) -> PairCounts:
    """Answers so far, every condition among them."""
    first, second = np.nonzero(study.total)
    names = name_numbers(len(study.total))
    return PairCounts(names, first, second, study.points[first, second], study.total[first, second])


def name_numbers(n: int) -> tuple[str, ...]:
    return tuple(f"{number:04d}" for number in range(n))


def list_votes(study: SimulatedStudy) -> Votes:
    """Every answer so far as a vote, for models that know raters and sources; sides are unknown."""
    first, second, source, rater, choice = np.concatenate(study.answers).T
    n, unknown = len(first), np.full(len(first), UNKNOWN, dtype=np.int8)
    return Votes(
        conditions=name_numbers(len(study.total)),
        sources=name_numbers(study.panel.sources),
        raters=name_numbers(study.panel.raters),
        rater=rater,
        source=source,
        condition_a=first,
        condition_b=second,
        choice=choice.astype(np.int8),
        left=unknown,
        kind=np.full(n, VOTE, dtype=np.int8),
        expected=unknown,
        response_ms=np.full(n, np.nan),
        simulated=np.full(n, True),
    )
