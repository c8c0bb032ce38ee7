from __future__ import annotations

import numpy as np
import pytest

from raters.checks import artefact, psi
from raters.checks.sensitivity import describe_posterior
from raters.checks.tests.bank import make_entries
from raters.checks.tests.taking import take
from raters.checks.tests.test_artefact import make_observer


def test_it_says_what_the_check_measured() -> None:
    verdict, answered = take(artefact, make_observer(5, 0.4), seed=5, bank=make_entries())
    seen = describe_posterior(answered)
    assert seen.threshold == pytest.approx(verdict.measured["threshold"], abs=1e-4)
    assert seen.threshold_sd == pytest.approx(verdict.measured["threshold_sd"], abs=1e-4)
    assert seen.threshold_low < seen.threshold < seen.threshold_high
    assert sum(each.of for each in seen.tallies) == verdict.measured["items"]
    assert sum(each.right for each in seen.tallies) == verdict.measured["right"]


def test_the_curve_rises_inside_its_band_and_crosses_three_quarters_near_the_threshold() -> None:
    _, answered = take(artefact, make_observer(6, 0.4, lapse=0), seed=6, bank=make_entries())
    seen = describe_posterior(answered)
    chances = [point.chance for point in seen.curve]
    assert chances == sorted(chances) and chances[0] == pytest.approx(0.5)
    assert all(
        point.low <= point.chance + 1e-9 and point.chance <= point.high + 1e-9
        for point in seen.curve
    )
    crossing = float(np.interp(0.75, chances, [point.strength for point in seen.curve]))
    assert crossing == pytest.approx(seen.threshold, abs=0.1)


def test_without_answers_it_is_the_prior() -> None:
    seen = describe_posterior([])
    assert seen.tallies == ()
    assert seen.threshold == pytest.approx(psi.threshold_mean(psi.prior()))
