"""The agreement figure and the words on preference use what the model knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.charts.agreement import agreement_rows
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.predictive.means import expect_pairs
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import ELO_PER_LOGIT, Votes
from elo.report.preference import describe_preference
from elo.tests.samples import make_ladder

CROWD = Crowd(lapse=0.15, tie=0.6, side_elo=60)


@pytest.fixture(scope="module")
def votes() -> Votes:
    return simulate_votes(elo=make_ladder()[0], n_votes=20_000, seed=2, crowd=CROWD)


def know(votes: Votes, **knows: object) -> EloFit:
    """A fit of the true scores that is told how people answer."""
    plain = fit(votes, model="mle", seed=1)
    elo = np.array([make_ladder()[0][name] for name in plain.conditions])
    return replace(plain, draws_elo=np.tile(elo, (len(plain.draws_elo), 1)), **knows)


def know_all(votes: Votes) -> EloFit:
    n_draws = len(fit(votes, model="mle", seed=1).draws_elo)
    return know(
        votes,
        model="full",
        raters=votes.raters,
        draws_lapse=np.full((n_draws, len(votes.raters)), CROWD.lapse),
        other_draws={
            "log_tie_logit": np.full(n_draws, np.log(CROWD.tie)),
            "side_logit": np.full(n_draws, CROWD.side_elo / ELO_PER_LOGIT),
        },
    )


def worst(votes: Votes, known: EloFit) -> float:
    rows = agreement_rows(votes, known)
    return max(abs(row["observed"] - row["predicted"]) for row in rows)


def test_who_knows_ties_and_random_answers_lies_on_the_diagonal(votes: Votes) -> None:
    assert worst(votes, know_all(votes)) < 0.03
    assert worst(votes, know(votes)) > 0.08


def test_points_of_both_sides_add_up(votes: Votes) -> None:
    pairs = expect_pairs(fit=know_all(votes), votes=votes)
    assert pairs.votes.sum() == len(votes.rated())
    both = pairs.turned()
    assert both.expected.sum() == pytest.approx(pairs.votes.sum())
    assert both.observed.sum() == pytest.approx(pairs.votes.sum())


def test_a_chance_by_the_scores_says_whose_it_is(votes: Votes) -> None:
    known = know_all(votes)
    assert describe_preference(known) == (
        "by an attentive person who names one of the two, on these sources"
    )
    sources = np.zeros((len(known.draws_elo), 1, len(known.conditions)), dtype=np.float32)
    wide = replace(known, sources=votes.sources[:1], draws_source_elo=sources)
    assert describe_preference(wide).endswith("on an average source")
    assert describe_preference(know(votes)) == (
        "by these people as they are, on these sources "
        "(a tie, if there are any, is half an answer for each)"
    )
