"""The headline claims no more than the votes hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.intervals import Interval
from elo.core.types import Conditions, Votes
from elo.report.context import ReportContext
from elo.report.findings import gather_findings
from elo.report.words import describe_range, find_best, join_words, write_headline
from elo.tests.samples import make_context, make_votes


def headline(rows: list[tuple[str, str, str]], model: str = "mle") -> str:
    votes = make_votes(rows)
    context = make_context(
        votes=votes,
        conditions=Conditions.without_rates(votes.conditions),
        fit=fit(votes, model=model, seed=1),
    )
    return write_headline(gather_findings(context))


@pytest.mark.parametrize(
    ("rows", "model"),
    [
        ([("a", "b", "a")], "mle"),
        ([("a", "b", "a")], "plain"),
        ([("a", "b", "a")], "full"),
        ([("a", "b", "tie")] * 5, "full"),
        ([("a", "b", "tie")] * 5, "mle"),
        ([("a", "b", "a"), ("a", "b", "b")] * 50, "mle"),
    ],
)
def test_little_or_even_evidence_names_no_best(rows: list, model: str) -> None:
    said = headline(rows, model)
    assert said.startswith("No best can be told yet: ")
    assert "looks best" not in said and " cannot be told apart from " in said


def test_much_evidence_names_it() -> None:
    rows = [("a", "b", "a")] * 80 + [("a", "b", "b")] * 20
    assert headline(rows).startswith("a looks best (21")


def test_the_gap_to_the_next_decides_not_the_intervals() -> None:
    """Scores that move together: their own intervals overlap, their difference does not hold 0."""
    shared = np.random.default_rng(0).normal(0, 200, 1000)
    assert find_best(make_fit(np.stack([2030 + shared, 2000 + shared], axis=1))) == (0, [])


def test_the_second_is_not_the_only_rival() -> None:
    noise = np.random.default_rng(0).normal(0, [1, 1, 300], (1000, 3))
    assert find_best(make_fit(np.array([2100.0, 2050, 2000]) + noise)) == (0, [2])


def test_many_rivals_are_counted() -> None:
    assert join_words(["b"]) == "b" and join_words(["b", "c", "d"]) == "b, c and d"
    assert join_words(list("bcdefg")) == "b, c, d and 3 more"


@pytest.mark.parametrize(
    ("low", "high", "certain"), [(0.01, 0.3, True), (-0.01, 0.3, False), (-0.3, -0.01, True)]
)
def test_a_saving_whose_interval_holds_zero_is_not_certain(
    low: float, high: float, certain: bool, context: ReportContext
) -> None:
    findings = gather_findings(context)
    saving, bd_rate = Interval((low + high) / 2, low, high), Interval(-0.1, -high, -low)
    leading = replace(findings.leading, saving=saving, bd_rate=bd_rate, probability=0.9)
    said = write_headline(replace(findings, leading=leading))
    assert said.startswith("At equal perceived quality next needs 90")
    assert ("No saving is certain yet: the chance that there is one is 90" in said) is not certain


def test_equal_codecs_give_an_open_headline() -> None:
    """Through the whole way: two codecs of the same quality at the same rates."""
    votes, conditions = make_even_codecs()
    context = make_context(votes=votes, conditions=conditions, fit=fit(votes, model="mle", seed=1))
    assert "No saving is certain yet" in write_headline(gather_findings(context))


@pytest.fixture(scope="module")
def context() -> ReportContext:
    return make_context()


def make_fit(draws_elo: np.ndarray) -> EloFit:
    names = tuple("abc"[: draws_elo.shape[1]])
    votes = make_votes([(a, b, "a") for a in names for b in names if a != b])
    return replace(fit(votes, model="mle", seed=1), draws_elo=draws_elo)


def make_even_codecs() -> tuple[Votes, Conditions]:
    """Each `one` wins as often as it loses against each `two`; higher rates win in 3 of 4."""
    rows = []
    for place in range(3):
        rows += [(f"one-{place}", f"two-{place}", "tie")] * 20
        for codec in ("one", "two"):
            pair = (f"{codec}-{place + 1}", f"{codec}-{place}")
            rows += [(*pair, "a")] * 15 + [(*pair, "b")] * 5
    names = tuple(f"{codec}-{place}" for codec in ("one", "two") for place in range(4))
    bpp = np.tile(0.1 * 2.0 ** np.arange(4), 2)
    return make_votes(rows), Conditions(names, tuple(n[:3] for n in names), bpp, names)


def test_a_range_of_one_number_is_that_number() -> None:
    assert describe_range(46, 46) == "46" and describe_range(1200, 1300) == "1,200 to 1,300"
