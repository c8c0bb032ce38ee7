from __future__ import annotations

import numpy as np
import pytest

from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.tests.samples import make_study, make_votes


def test_unknown_models_are_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="unknown model 'best', expected one of .*mle"):
        fit(make_votes([("a", "b", "a")]), model="best", seed=1)


def test_traps_change_nothing() -> None:
    votes, _ = make_study(n_votes=2000)
    with_traps, without = fit(votes, model="mle", seed=1), fit(votes.rated(), model="mle", seed=1)
    np.testing.assert_array_equal(with_traps.draws_elo, without.draws_elo)
    assert with_traps.n_votes == without.n_votes == len(votes.rated())
    assert not {"trap-clean", "trap-ruined"} & set(with_traps.conditions)


def test_the_seed_decides_the_draws() -> None:
    votes, _ = make_study(n_votes=2000)
    first = fit(votes, model="mle", seed=1)
    np.testing.assert_array_equal(fit(votes, model="mle", seed=1).draws_elo, first.draws_elo)
    assert (fit(votes, model="mle", seed=2).draws_elo != first.draws_elo).any()


def test_the_order_of_rows_does_not_matter() -> None:
    votes, _ = make_study(n_votes=2000)
    order = np.random.default_rng(0).permutation(len(votes))
    mixed = votes.select(order)
    np.testing.assert_allclose(
        fit(mixed, model="mle", seed=1).draws_elo, fit(votes, model="mle", seed=1).draws_elo
    )


def test_a_fit_holds_finite_draws_of_its_conditions() -> None:
    good = fit(make_votes([("a", "b", "a"), ("b", "a", "a")]), model="mle", seed=1)
    columns = {name: getattr(good, name) for name in EloFit.__dataclass_fields__}
    with pytest.raises(ValueError, match=r"draws_elo has shape \(5, 3\), expected \(n_draws, 2\)"):
        EloFit(**{**columns, "draws_elo": np.zeros((5, 3))})
    with pytest.raises(ValueError, match="not finite"):
        EloFit(**{**columns, "draws_elo": np.full((5, 2), np.nan)})
