from __future__ import annotations

import numpy as np
import pytest

from elo.core.types import BIAS, TRAP, Conditions, Votes
from elo.tests.samples import make_study, make_votes


def shuffle_names(votes: Votes, seed: int) -> Votes:
    """The same rows in another order, under another numbering of the names."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(votes))
    columns = {
        name: getattr(votes, name)[rows]
        for name in ("choice", "left", "kind", "expected", "response_ms", "simulated")
    }
    for names, indices in (
        ("raters", ("rater",)),
        ("sources", ("source",)),
        ("conditions", ("condition_a", "condition_b")),
    ):
        order = rng.permutation(len(getattr(votes, names)))
        columns[names] = (*(getattr(votes, names)[i] for i in np.argsort(order)), "never used")
        for index in indices:
            columns[index] = order[getattr(votes, index)[rows]]
    return Votes(**columns)


def test_the_digest_knows_rows_not_their_order_or_numbering() -> None:
    votes, _ = make_study(n_votes=300)
    assert shuffle_names(votes, 5).digest() == votes.digest()


def test_the_digest_sees_one_changed_answer() -> None:
    votes, _ = make_study(n_votes=300)
    changed = votes.choice.copy()
    changed[17] = (changed[17] + 1) % 3
    columns = {name: getattr(votes, name) for name in Votes.__dataclass_fields__}
    assert Votes(**{**columns, "choice": changed}).digest() != votes.digest()


def test_the_digest_sees_a_renamed_rater() -> None:
    one = make_votes([("x", "y", "a")])
    assert make_votes([("x", "y", "a")], raters=("another",)).digest() != one.digest()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"choice": np.array([0, 3], dtype=np.int8)}, "vote 1: choice is outside 0..2"),
        ({"rater": np.array([0, -1])}, "vote 1: rater is outside 0..0"),
        ({"condition_b": np.array([1, 9])}, "vote 1: condition_b is outside 0..1"),
        ({"condition_b": np.array([1, 0])}, "vote 1: a condition is compared with itself"),
        ({"kind": np.array([0, TRAP], dtype=np.int8)}, "vote 1: a trap has no expected answer"),
        ({"expected": np.array([-1, 1], dtype=np.int8)}, "vote 1: only a trap has an expected"),
        ({"left": np.array([0], dtype=np.int8)}, r"left has shape \(1,\), expected \(2,\)"),
        ({"raters": ("same", "same")}, "raters repeats a name"),
    ],
)
def test_it_refuses_votes_that_contradict_themselves(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_votes([("x", "y", "a"), ("x", "y", "b")], **changes)


def test_a_bias_row_may_compare_a_condition_with_itself() -> None:
    votes = make_votes([("x", "x", "a")], kind=BIAS)
    assert len(votes) == 1 and len(votes.rated()) == 0


def test_only_votes_are_rated() -> None:
    votes, _ = make_study(n_votes=500)
    rated = votes.rated()
    assert 0 < len(rated) < len(votes)
    assert set(rated.kind.tolist()) == {0}
    assert len(rated.response_ms) == len(rated)


@pytest.mark.parametrize("bpp", [0.0, -1.0, float("inf")])
def test_it_refuses_an_impossible_rate(bpp: float) -> None:
    with pytest.raises(ValueError, match="'b': bpp must be above 0"):
        Conditions(("a", "b"), ("c", "c"), np.array([0.1, bpp]), ("a", "b"))
