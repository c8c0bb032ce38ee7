"""Everything known about the quality of each rater's answers, in one row a rater."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.connectivity import check_connected
from elo.core.counts import count_pairs
from elo.core.elo_fit import EloFit
from elo.core.intervals import Interval, summarise
from elo.core.quality.leaving_one_out import Agreement, chance_of_same, measure_agreement
from elo.core.quality.order import order_answers
from elo.core.quality.outlying import score_outlying
from elo.core.quality.records import RaterRecord, list_raters
from elo.core.quality.repeats import Repeats, measure_repeats
from elo.core.quality.sides import Sides, measure_sides
from elo.core.quality.times import Times, measure_times
from elo.core.types import TIE, VOTE, FloatArray, Votes


@dataclass(frozen=True, slots=True)
class RaterQuality:
    """One rater.

    Parameters
    ----------
    record : RaterRecord
        Name, votes, traps, median time.
    repeats : Repeats
        Agreement with himself.
    sides : Sides
        Habits of the side.
    times : Times
        Patterns in time.
    lapse : Interval
        How often he answers at random, by the fit; nan where its model does not know.
    agreement : Agreement
        Fit to scores made without him.
    outlying : float
        How far his mean log-likelihood lies under the crowd's lower quartile, in interquartile
        ranges, 0 above it; nan where unknown. Customary limit 1.5 (`pwcmp`).
    """

    record: RaterRecord
    repeats: Repeats
    sides: Sides
    times: Times
    lapse: Interval
    agreement: Agreement
    outlying: float

    @property
    def rater(self) -> str:
        """Pseudonym."""
        return self.record.rater


def judge_raters(*, votes: Votes, fit: EloFit) -> tuple[RaterQuality, ...]:
    """Judge everyone who answered anything; nobody is left out.

    Parameters
    ----------
    votes : Votes
        Traps, repeats and bias pairs among them.
    fit : EloFit
        Of these votes; only how often each answers at random is read from it.

    Returns
    -------
    tuple of RaterQuality
        By pseudonym.

    Raises
    ------
    ValueError
        If the fit is of other votes, or the conditions are not connected.
    """
    if fit.digest != votes.digest():
        raise ValueError("the fit was made from other votes than these")
    check_connected(counts=count_pairs(votes))
    ordered = votes.select(order_answers(votes))
    rated = ordered.rated()
    agreements, gap_logit = measure_agreement(rated)
    repeats = measure_repeats(ordered, spread_chances(ordered, rated, gap_logit))
    outlying = score_outlying([each.log_likelihood for each in agreements])
    sides, times = measure_sides(ordered), measure_times(rated)
    lapses, unknown = read_lapses(fit), summarise(np.empty(0))
    place = {name: index for index, name in enumerate(votes.raters)}
    rows = [(record, place[record.rater]) for record in list_raters(votes)]
    return tuple(
        RaterQuality(
            record=record,
            repeats=repeats[row],
            sides=sides[row],
            times=times[row],
            lapse=lapses.get(record.rater, unknown),
            agreement=agreements[row],
            outlying=outlying[row],
        )
        for record, row in rows
    )


def spread_chances(ordered: Votes, rated: Votes, gap_logit: FloatArray) -> FloatArray:
    """For each row of all, how likely a second answer is the same; nan for unrated rows."""
    chance = np.full(len(ordered), np.nan)
    ties = float(np.mean(rated.choice == TIE)) if len(rated) else 0.0
    chance[ordered.kind == VOTE] = chance_of_same(gap_logit, ties)
    return chance


def read_lapses(fit: EloFit) -> dict[str, Interval]:
    """Median and 95 % interval of each rater's share of random answers, as far as known."""
    if fit.draws_lapse is None:
        return {}
    low, middle, high = np.quantile(fit.draws_lapse, [0.025, 0.5, 0.975], axis=0).tolist()
    return dict(zip(fit.raters, map(Interval, middle, low, high), strict=True))
