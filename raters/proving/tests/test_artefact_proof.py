from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from raters.checks.artefact_rules import POLICY
from raters.checks.items import name_lacks
from raters.proving.artefact import (
    THRESHOLDS,
    draw_table,
    find_broken,
    list_cases,
    name_threshold,
    percent,
    prove,
)
from raters.proving.artefact_banks import BANKS
from raters.proving.artefact_people import EXPERT, GUESSER, NORMAL, PRESSER, Kind, make_rater
from raters.proving.artefact_taking import Case, Taken, take_all, take_one

MANY = 400


def make_taken(passed: float, bias: float = 0.0) -> Taken:
    truth = np.full(100, 0.5)
    shares = np.arange(100) < 100 * passed
    recovered = truth + bias
    return Taken(truth, shares * 1.0, truth * 40, recovered, recovered - 0.1, recovered + 0.1)


def count_right(kind: Kind, strength: float, original: str = "first") -> float:
    answer = make_rater(kind, 0.4, np.random.default_rng(1))
    item = {"strength": strength, "original": original}
    return sum(answer(item) == original for _ in range(MANY)) / MANY


def test_simulated_raters_do_what_their_kind_does() -> None:
    assert abs(count_right(GUESSER, 1.0) - 0.5) < 0.08
    assert count_right(PRESSER, 1.0) == 1 and count_right(PRESSER, 1.0, "second") == 0
    assert abs(count_right(NORMAL, 0.4) - 0.75) < 0.08
    assert abs(count_right(NORMAL, 0.01) - 0.5) < 0.08
    assert abs(count_right(Kind(lapse=0.3), 1.0) - 0.85) < 0.06
    assert count_right(EXPERT, 1.0) > 0.96


@pytest.mark.parametrize("name", BANKS)
def test_the_banks_suffice(name: str) -> None:
    assert name_lacks(BANKS[name], POLICY) == []


def test_an_observer_is_the_same_again_from_the_same_seed() -> None:
    one, again, other = (take_one(Case(NORMAL), np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one == again != other


def test_a_broken_promise_is_told() -> None:
    kept = {name: make_taken(1.0) for name in list_cases()}
    for bank in BANKS:
        for name in ("guesser", "presses one button"):
            kept[f"{bank} {name}"] = make_taken(0.01)
    assert find_broken(kept) == []
    worse = kept | {"built guesser": make_taken(0.02), "sparse normal": make_taken(0.96)}
    worse[name_threshold("sparse", THRESHOLDS[-1])] = make_taken(1.0, bias=-0.11)
    assert find_broken(worse) == [
        "built bank: guesser passes at most 1 %",
        "sparse bank: normal passes at least 97 %",
        "sparse bank: bias at most 0.1",
    ]


def test_intervals_and_shares_are_counted() -> None:
    assert make_taken(0.5).covered == 1
    assert make_taken(0.5, bias=0.2).covered == 0
    half = replace(make_taken(0.5), truth=np.r_[np.full(50, 0.5), np.zeros(50)])
    assert half.covered == 0.5
    assert [percent(each) for each in (0.0015, 0.973)] == ["0.15", "97.3"]
    assert draw_table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"


def test_a_small_proof_is_written_and_drawn(tmp_path) -> None:
    cases = {"guesser": Case(GUESSER), "sees": Case(EXPERT), "long": Case(GUESSER, rules=LONG)}
    taken = take_all(cases, raters=12, seed=2, workers=1)
    assert taken["sees"].passed.mean() == 1 and taken["guesser"].passed.mean() <= 0.1
    assert (taken["long"].items == 28).all()
    told = prove(raters=2, seed=1, workers=1, pictures=tmp_path)
    assert "| guesser |" in told and "| 0.9 |" in told and "nan" not in told
    assert (tmp_path / "artefact-proof.svg").read_text().startswith("<svg")


LONG = (("items_least", 28.0),)


@pytest.mark.slow
def test_every_promise_is_kept() -> None:
    assert find_broken(take_all(list_cases(), raters=2000, seed=2, workers=2)) == []
