from __future__ import annotations

import numpy as np
import pytest

from elo.core.connectivity import check_conditions
from elo.core.fit import fit
from elo.core.types import TRAP, Conditions
from elo.tests.samples import make_votes


def test_separate_groups_are_named() -> None:
    votes = make_votes([("a", "b", "a"), ("c", "d", "a"), ("b", "e", "b")])
    with pytest.raises(ValueError, match=r"2 groups .* \(a, b, e\); \(c, d\)"):
        fit(votes, model="mle", seed=1)


def test_a_trap_joins_nothing_and_is_not_rated() -> None:
    rows = [("a", "b", "a"), ("c", "d", "a"), ("b", "c", "a")]
    kind = np.array([0, 0, TRAP], dtype=np.int8)
    votes = make_votes(rows, kind=kind, expected=np.array([-1, -1, 0], dtype=np.int8))
    with pytest.raises(ValueError, match="2 groups"):
        fit(votes, model="mle", seed=1)
    assert fit(votes.select(np.array([True, False, True])), model="mle", seed=1).conditions == (
        "a",
        "b",
    )


def test_nothing_to_rate_is_said() -> None:
    votes = make_votes([("a", "b", "a")], kind=TRAP, expected=np.array([0], dtype=np.int8))
    with pytest.raises(ValueError, match="no votes to rate"):
        fit(votes, model="mle", seed=1)


def conditions_of(**bpp: float) -> Conditions:
    names = tuple(bpp)
    return Conditions(names, names, np.array(list(bpp.values())), names)


def test_conditions_with_a_rate_need_votes() -> None:
    votes = make_votes([("a", "b", "a")])
    with pytest.raises(ValueError, match="without a single vote: c"):
        fit(votes, model="mle", seed=1, conditions=conditions_of(a=0.1, b=0.2, c=0.3))
    check_conditions(votes=votes, conditions=conditions_of(a=0.1, b=0.2, original=np.nan))


def test_votes_of_unknown_conditions_are_named() -> None:
    with pytest.raises(ValueError, match="lacks: b"):
        check_conditions(votes=make_votes([("a", "b", "a")]), conditions=conditions_of(a=0.1))
