from __future__ import annotations

import numpy as np
import pytest

from elo.core.fit import fit
from elo.core.quality.what_if import ask_what_if, without
from elo.core.savings import compare_codecs, make_curves
from elo.core.types import Conditions
from elo.tests.samples import make_study, make_votes


def test_without_keeps_names_and_leaves_only_their_rows_out() -> None:
    votes, _ = make_study(n_votes=500)
    rest = without(votes, ["rater-0003"])
    assert rest.raters == votes.raters
    assert len(rest) == len(votes) - (votes.rater == 3).sum()
    assert without(votes, []).digest() == votes.digest()


def test_an_unknown_rater_is_refused() -> None:
    with pytest.raises(ValueError, match="no rater 'nobody'"):
        without(make_votes([("a", "b", "a")]), ["nobody"])


def test_savings_stand_side_by_side_and_are_those_of_two_fits() -> None:
    votes, conditions = make_study()
    asked = ask_what_if(
        votes=votes, raters=["rater-0001"], conditions=conditions, test="new", seed=2
    )
    rest = without(votes, ["rater-0001"])
    assert asked.n_votes - asked.n_votes_left == (votes.rated().rater == 1).sum()
    assert {each.anchor for each in asked.savings} == {"old", "next"}
    (change,) = (each for each in asked.savings if each.anchor == "old")
    curves = make_curves(fit=fit(rest, model="mle", seed=2), conditions=conditions)
    assert change.without == compare_codecs(test=curves["new"], anchor=curves["old"])
    assert change.with_all.saving.median != change.without.saving.median
    assert 0 < abs(asked.biggest_change_elo) < 60
    assert asked.biggest_change_condition in conditions.names and not asked.refused


def test_leaving_out_nobody_changes_nothing() -> None:
    votes, conditions = make_study(n_votes=2000)
    asked = ask_what_if(votes=votes, raters=[], conditions=conditions, test="new", seed=2)
    assert asked.biggest_change_elo == 0
    assert all(each.with_all == each.without for each in asked.savings)


def test_a_study_that_would_fall_apart_is_said_to() -> None:
    rows = [("a", "b", "a"), ("b", "c", "b"), ("c", "d", "a")]
    votes = make_votes(rows, raters=("one", "two"), rater=np.array([0, 1, 0]))
    names = Conditions.without_rates(("a", "b", "c", "d"))
    asked = ask_what_if(votes=votes, raters=["two"], conditions=names, test=None, seed=1)
    assert "2 groups" in asked.refused and asked.savings == ()
    everybody = ask_what_if(votes=votes, raters=["one", "two"], conditions=names, test=None, seed=1)
    assert "no votes to rate" in everybody.refused


def test_conditions_that_only_they_rated_are_named() -> None:
    rows = [("a", "b", "a"), ("b", "c", "b"), ("b", "a", "b")]
    votes = make_votes(rows, raters=("one", "two"), rater=np.array([0, 1, 0]))
    names = Conditions.without_rates(("a", "b", "c"))
    asked = ask_what_if(votes=votes, raters=["two"], conditions=names, test=None, seed=1)
    assert asked.lost == ("c",)
