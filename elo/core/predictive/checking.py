"""Posterior predictive checks: does the model make answers like those that people gave?

A draw of the posterior gives chances, chances give a made-up study with the same questions, and
both studies are measured by how far they are from those chances (A. Gelman, X.-L. Meng and
H. Stern, Statistica Sinica 6, 1996). A p-value is the share of draws in which the made-up study
is at least as far off. The votes were used to fit as well, so p-values lie nearer to one half than
uniform ones do: a small one means more than it seems, a middling one less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.elo_fit import EloFit
from elo.core.predictive.answers import (
    Asked,
    Expected,
    expect_answers,
    has_ties,
    lay_out_answers,
    make_answers,
    toss_ties,
)
from elo.core.predictive.checks import LEAST_VARIANCE, SHARE, Check, list_checks
from elo.core.seeds import check_seed
from elo.core.types import FloatArray, Votes

REPLICATES = 200
P_LIMIT = 0.01  # below, the model does not make answers like these


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One group of a check.

    Parameters
    ----------
    group : str
        A range of gaps, a rater, a source, ...
    votes : int
        Answers in it; of a source's misfit and of all pairs, the answers that were added.
    observed, expected : float
        A share from 0 to 1, or a misfit that is 1 where the model is right.
    q025, q975 : float
        Where 95 % of the made-up studies lie.
    gap_elo : float
        Mean gap of the pairs, Elo points; nan where groups are not made by gap.
    """

    group: str
    votes: int
    observed: float
    expected: float
    q025: float
    q975: float
    gap_elo: float


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check.

    Parameters
    ----------
    name : str
        A key of `elo.core.predictive.checks.CHECKS`.
    measure : str
        ``share`` or ``misfit``.
    p_value : float
        Share of the made-up studies at least as far from the model as people are.
    replicates : int
        How many there were.
    rows : tuple of CheckRow
        A row for each group.
    """

    name: str
    measure: str
    p_value: float
    replicates: int
    rows: tuple[CheckRow, ...]

    @property
    def fits(self) -> bool:
        """Whether the model makes answers like these."""
        return self.p_value >= P_LIMIT


@dataclass(slots=True)
class Tally:
    """What the draws have told of one check so far, a list entry a draw."""

    check: Check
    observed: list[FloatArray]
    expected: list[FloatArray]
    made: list[FloatArray]
    farther: int = 0

    def add(self, people: FloatArray, made: FloatArray, chances: Expected) -> None:
        """Measure people and made-up answers against the chances of one draw."""
        check = self.check
        mean = chances.tie if check.ties else chances.points
        spread = chances.tie * (1 - chances.tie) if check.ties else chances.variance
        centre, variance = check.add(mean), check.add_plain(spread)
        variance = np.maximum(variance, LEAST_VARIANCE)
        sums = [check.add(people), check.add(made)]
        off = [(each - centre) ** 2 / variance for each in sums]
        self.farther += int(off[1].sum() >= off[0].sum())
        if check.measure == SHARE:
            self.expected.append(centre)
            self.made.append(sums[1])
        else:
            self.observed.append(check.gather(off[0]))
            self.made.append(check.gather(off[1]))


def check_predictions(
    *, fit: EloFit, votes: Votes, seed: int, replicates: int = REPLICATES
) -> tuple[CheckResult, ...]:
    """Compare what people answered with what the fitted model makes them answer.

    Parameters
    ----------
    fit : EloFit
        Any model; what it knows of sources, raters, sides and ties is used.
    votes : Votes
        Those it was fitted to.
    seed, replicates : int
        Same seed, same made-up studies.

    Raises
    ------
    ValueError
        If the fit is of other votes, or there are no replicates to make.
    """
    if replicates < 1:
        raise ValueError(f"replicates is {replicates}, expected 1 or more")
    rng = np.random.default_rng(check_seed(seed))
    asked = lay_out_answers(fit=fit, votes=votes)
    tallies = [Tally(each, [], [], []) for each in list_checks(fit=fit, votes=votes, asked=asked)]
    some = rng.choice(len(fit.draws_elo), replicates, replace=replicates > len(fit.draws_elo))
    for draw in some.tolist():
        chances = expect_answers(fit=fit, asked=asked, draw=draw)
        points, ties = make_answers(rng=rng, expected=chances)
        people = asked.points_a if has_ties(fit) else toss_ties(rng=rng, asked=asked)
        for tally in tallies:
            if tally.check.ties:
                tally.add(asked.tie, ties, chances)
            else:
                tally.add(people, points, chances)
    return tuple(conclude(tally, asked, replicates) for tally in tallies)


def conclude(tally: Tally, asked: Asked, replicates: int) -> CheckResult:
    check = tally.check
    votes = check.gather(check.add_plain(np.ones(len(asked))))
    made = np.array(tally.made)
    if check.measure == SHARE:
        scale = votes
        observed = check.add(asked.tie if check.ties else asked.points_a) / scale
        expected = np.mean(tally.expected, axis=0) / scale
    else:
        scale = np.bincount(check.group).astype(np.float64)
        observed = np.mean(tally.observed, axis=0) / scale
        expected = made.mean(axis=0) / scale
    low, high = np.quantile(made, [0.025, 0.975], axis=0) / scale
    columns = (votes.astype(int), observed, expected, low, high, check.gap_elo)
    values = zip(check.groups, *(each.tolist() for each in columns), strict=True)
    rows = tuple(CheckRow(*row) for row in values)
    return CheckResult(check.name, check.measure, tally.farther / replicates, replicates, rows)
