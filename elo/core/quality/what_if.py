"""What the headline would be without some raters, by the quick fit, beside what it is with all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from elo.core.connectivity import check_connected
from elo.core.counts import count_pairs
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.savings import Saving, compare_codecs, make_curves
from elo.core.types import Conditions, Votes

BY = "by the quick fit (mle)"


@dataclass(frozen=True, slots=True)
class SavingChange:
    """One comparison with all raters and without some; both by `mle`.

    Parameters
    ----------
    anchor : str
        Codec compared with.
    with_all, without : Saving
        Of the test codec.
    """

    anchor: str
    with_all: Saving
    without: Saving


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A study with all its raters and without some. Nothing was left out of the study itself.

    Parameters
    ----------
    left_out : tuple of str
        Raters, sorted.
    n_votes, n_votes_left : int
        Rated answers with all and without them.
    test : str or None
        Codec the savings are of.
    savings : tuple of SavingChange
        Against every other codec that has rates in both; empty without a test codec.
    biggest_change_elo : float
        Largest change of one condition's score, signed, of conditions rated in both; nan if none.
    biggest_change_condition : str
        Whose it is; empty if none.
    lost : tuple of str
        Conditions that only they rated.
    refused : str
        Why there is no fit without them; empty where there is one.
    """

    left_out: tuple[str, ...]
    n_votes: int
    n_votes_left: int
    test: str | None
    savings: tuple[SavingChange, ...] = ()
    biggest_change_elo: float = float("nan")
    biggest_change_condition: str = ""
    lost: tuple[str, ...] = ()
    refused: str = ""


def without(votes: Votes, raters: Iterable[str]) -> Votes:
    """Votes of everybody else.

    Raises
    ------
    ValueError
        If a rater is unknown.
    """
    leaving = set(raters)
    if unknown := sorted(leaving - set(votes.raters)):
        raise ValueError(f"votes name no rater {', '.join(map(repr, unknown[:5]))}")
    stays = np.array([name not in leaving for name in votes.raters], dtype=bool)
    return votes.select(stays[votes.rater])


def ask_what_if(
    *, votes: Votes, raters: Iterable[str], conditions: Conditions, test: str | None, seed: int
) -> WhatIf:
    """Fit by `mle` with everybody and without some.

    Parameters
    ----------
    votes : Votes
        Of everybody.
    raters : iterable of str
        Whom to do without, as `suggest` names them.
    conditions : Conditions
        Rates and codecs.
    test : str or None
        Codec whose savings are wanted.
    seed : int
        Of the draws.

    Raises
    ------
    ValueError
        If a rater is unknown, or the conditions are not connected with everybody.
    """
    leaving = tuple(sorted(set(raters)))
    rest = without(votes, leaving)
    n_votes, n_left = len(votes.rated()), len(rest.rated())
    whole = fit(votes, model="mle", seed=seed)
    try:
        check_connected(counts=count_pairs(rest))
    except ValueError as error:
        return WhatIf(leaving, n_votes, n_left, test, refused=f"without them {error}")
    part = fit(rest, model="mle", seed=seed)
    change, condition = find_biggest_change(whole, part)
    return WhatIf(
        left_out=leaving,
        n_votes=n_votes,
        n_votes_left=n_left,
        test=test,
        savings=compare_savings(whole, part, conditions, test),
        biggest_change_elo=change,
        biggest_change_condition=condition,
        lost=tuple(name for name in whole.conditions if name not in part.conditions),
    )


def find_biggest_change(whole: EloFit, part: EloFit) -> tuple[float, str]:
    """Largest change of a score and whose; over the conditions of both, each centred on them."""
    both = [name for name in whole.conditions if name in part.conditions]
    if not both:
        return float("nan"), ""
    before = whole.mean_elo[[whole.conditions.index(name) for name in both]]
    after = part.mean_elo[[part.conditions.index(name) for name in both]]
    change = (after - after.mean()) - (before - before.mean())
    largest = int(np.argmax(np.abs(change)))
    return float(change[largest]), both[largest]


def compare_savings(
    whole: EloFit, part: EloFit, conditions: Conditions, test: str | None
) -> tuple[SavingChange, ...]:
    """Savings of the test codec against every codec with a curve in both fits."""
    before = make_curves(fit=whole, conditions=conditions)
    after = make_curves(fit=part, conditions=conditions)
    if test is None or test not in before or test not in after:
        return ()
    return tuple(
        SavingChange(
            anchor=anchor,
            with_all=compare_codecs(test=before[test], anchor=before[anchor]),
            without=compare_codecs(test=after[test], anchor=after[anchor]),
        )
        for anchor in before
        if anchor != test and anchor in after
    )
