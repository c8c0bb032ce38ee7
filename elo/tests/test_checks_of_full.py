"""The cross-checks against the model that claims to know what they test; `pytest -s` prints."""

from __future__ import annotations

import pytest

from bench.calibration.studies import make_study
from elo.core.fit import fit
from elo.core.predictive.checking import check_predictions
from elo.core.resampling.saving import bootstrap_savings
from elo.core.resampling.words import compare_widths
from elo.core.savings import compare_all, make_curves
from elo.core.simulate import Crowd, simulate_votes
from elo.tests.samples import make_ladder

CROWD = Crowd(
    raters=60, sources=24, lapse=0.1, tie=0.4, side_elo=40, source_sd_elo=150, trap_share=0.1
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_full_makes_such_answers_and_is_as_sure_as_new_sources_allow(seed: int) -> None:
    elo, conditions = make_ladder()
    votes = simulate_votes(elo=elo, n_votes=6000, seed=seed, crowd=CROWD)
    full = fit(votes, model="full", seed=1, conditions=conditions)
    checks = check_predictions(fit=full, votes=votes, seed=1)
    assert [each.name for each in checks] == ["gap", "ties", "side", "rater", "source", "pairs"]
    assert all(each.fits for each in checks)
    savings = compare_all(make_curves(fit=full, conditions=conditions))
    drawn = bootstrap_savings(votes=votes, conditions=conditions, test="new", seed=1)
    for saving in [*savings, *(each.saving for each in drawn)]:
        if (saving.test, saving.anchor) == ("new", "old"):
            print(f"\n{saving.saving.q025:.3f} to {saving.saving.q975:.3f}", end="")
    widths = compare_widths(savings=savings, resampled=drawn)
    assert 0.75 < widths["source"] < 1.25 and widths["rater"] < 0.8


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_full_is_as_sure_of_savings_as_sources_drawn_anew_where_codecs_share_effects(
    seed: int,
) -> None:
    study = make_study(seed, "shared")
    full = fit(study.votes, model="full", seed=1, conditions=study.table)
    savings = compare_all(make_curves(fit=full, conditions=study.conditions))
    drawn = bootstrap_savings(
        votes=study.votes, conditions=study.conditions, test="codec-1", seed=1
    )
    widths = compare_widths(savings=savings, resampled=drawn)
    print(f"\n{widths}", end="")
    assert 0.75 < widths["source"] < 1.25
