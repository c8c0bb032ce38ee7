from __future__ import annotations

from argparse import ArgumentTypeError

import numpy as np
import pytest

from elo.core.fit import fit
from elo.core.seeds import HIGHEST_SEED, check_seed
from elo.core.simulate import simulate_votes
from elo.tests.samples import make_votes
from evalsite.arguments import read_seed

RANGE = "expected a whole number from 0 to 2147483647"


@pytest.mark.parametrize("seed", [-1, 2**31, 10**22, 1.5, "7", None])
def test_fit_and_simulation_refuse_what_is_no_seed(seed: object) -> None:
    with pytest.raises(ValueError, match=f"^seed is {seed!r}, {RANGE}$"):
        fit(make_votes([("a", "b", "a")]), model="mle", seed=seed)
    with pytest.raises(ValueError, match=RANGE):
        simulate_votes(elo={"a": 1.0, "b": 2.0}, n_votes=3, seed=seed)


@pytest.mark.parametrize(
    ("model", "seed"), [("mle", 0), ("mle", HIGHEST_SEED), ("plain", HIGHEST_SEED)]
)
def test_the_ends_of_the_range_are_seeds_of_every_model(model: str, seed: int) -> None:
    votes = make_votes([("a", "b", "a"), ("a", "b", "b"), ("a", "b", "a")] * 10)
    assert fit(votes, model=model, seed=seed).seed == seed


def test_a_seed_of_numpy_becomes_a_plain_number() -> None:
    assert type(check_seed(np.int64(7))) is int


@pytest.mark.parametrize(
    "text", ["-1", "2147483648", "1" * 5000, "1.0", "1e3", "0x1", " 1", "", "1_0", "٣", "seven"]
)
def test_the_command_line_refuses_the_same(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=f"^{RANGE}, got"):
        read_seed(text)


def test_the_command_line_reads_seeds() -> None:
    assert [read_seed(text) for text in ("0", "007", "2147483647")] == [0, 7, HIGHEST_SEED]
