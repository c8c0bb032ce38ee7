"""Few clusters: the bootstrap's interval is widened, and a saving that sources spread flagged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.curves import make_curve
from elo.core.intervals import summarise
from elo.core.numbers import percent
from elo.core.resampling.flagging import find_wider, flag_wider, turn_round
from elo.core.resampling.saving import BootstrapSaving
from elo.core.resampling.widening import find_expansion, widen, widen_saving
from elo.core.savings import Saving, compare_codecs
from elo.report.findings import Findings, add_evidence, gather_findings
from elo.report.page import render_page
from elo.report.words import write_headline
from elo.tests.samples import make_context

RATES = np.array([0.1, 0.2, 0.4, 0.8])


def compare(spread_elo: float) -> Saving:
    """A saving whose interval grows with the spread of the draws."""
    noise = np.random.default_rng(1).normal(0, spread_elo, (2000, 1))
    elo = np.array([1000.0, 1200, 1400, 1600])
    test = make_curve(codec="test", bpp=RATES * 0.7, draws_elo=elo + noise)
    anchor = make_curve(codec="anchor", bpp=RATES, draws_elo=np.tile(elo, (2000, 1)))
    return compare_codecs(test=test, anchor=anchor)


def resampled(saving: Saving, by: str = "source") -> tuple[BootstrapSaving, ...]:
    return (BootstrapSaving(by, 30, 200, 0.0, saving),)


def test_of_eight_clusters_the_widened_interval_of_a_mean_covers() -> None:
    rng, held, widened = np.random.default_rng(7), 0, 0
    for _ in range(2000):
        clusters = rng.normal(size=8)
        found = summarise(clusters[rng.integers(0, 8, (200, 8))].mean(axis=1))
        wide = widen(found, 8)
        held += found.q025 < 0 < found.q975
        widened += wide.q025 < 0 < wide.q975
    assert held / 2000 < 0.90
    assert 0.93 < widened / 2000 < 0.97


def test_the_expansion_goes_with_many_clusters() -> None:
    assert find_expansion(8) == pytest.approx(2.3646 / 1.95996 * np.sqrt(8 / 7), rel=1e-4)
    assert find_expansion(10_000) == pytest.approx(1, abs=1e-3)


def test_a_saving_is_widened_on_the_log_ratio() -> None:
    narrow = compare(20)
    wide, factor = widen_saving(narrow, 8), find_expansion(8)
    assert wide.saving.median == narrow.saving.median
    for before, after in ((narrow.bd_rate, wide.bd_rate),):
        logs, wider = (np.log1p([each.q025, each.median, each.q975]) for each in (before, after))
        np.testing.assert_allclose(np.diff(wider), factor * np.diff(logs))
    assert wide.saving.q025 == -wide.bd_rate.q975


def test_sources_that_spread_a_saving_flag_it_both_ways() -> None:
    narrow, wide = compare(20), compare(40)
    back = turn_round(narrow)
    assert (back.test, back.anchor) == ("anchor", "test")
    assert turn_round(back).saving.q025 == pytest.approx(narrow.saving.q025)
    flagged = flag_wider(savings=[narrow, back], resampled=resampled(wide))
    low, high = 100 * wide.saving.q025, 100 * wide.saving.q975
    assert flagged[0].flag == (
        "new pictures may differ by more than this interval says: drawing the pictures anew "
        f"gives {low:.0f} to {high:.0f}\u00a0%"
    )
    assert f"gives {percent(1 - 1 / (1 - wide.saving.q975))} to " in flagged[1].flag
    assert flag_wider(savings=[narrow], resampled=resampled(compare(22)))[0].flag == ""
    (pooled,) = flag_wider(savings=[narrow], resampled=resampled(wide), pooled=True)
    assert pooled.flag == (
        "this interval rests on smooth curves, and new pictures may differ by more than it says: "
        "drawing the pictures anew, without pooling along the rates, "
        f"gives {low:.0f} to {high:.0f}\u00a0%"
    )
    assert not find_wider(savings=[narrow], resampled=resampled(wide, by="rater"))


def test_the_headline_and_the_table_say_so() -> None:
    findings = add_evidence(gather_findings(make_context()))
    assert findings.leading is not None
    assert "New pictures" not in write_headline(without_bootstrap(findings))
    rate = findings.leading.bd_rate
    low, high = rate.q025 - 0.2, rate.q975 + 0.2
    anew = replace(
        findings.leading,
        bd_rate=replace(rate, q025=low, q975=high),
        saving=replace(findings.leading.saving, q025=-high, q975=-low),
    )
    told = draw_sources_anew(findings, anew)
    said = f"drawing the pictures anew gives {100 * (1 + low):.0f} to {100 * (1 + high):.0f}"
    assert said in write_headline(told)
    page = render_page(findings=told, figures={}, scripts=(), files=[])
    label = told.palette.label(findings.leading.anchor)
    assert f"<sup>*</sup> Against {label}: new pictures may differ by more" in page
    known = told.context.fit
    settings = {**known.settings, "pooled_rates": "yes: new, old"}
    pooled = replace(told, context=replace(told.context, fit=replace(known, settings=settings)))
    assert "This interval rests on smooth curves, and new pictures" in write_headline(pooled)


def draw_sources_anew(findings: Findings, anew: Saving) -> Findings:
    drawn = tuple(
        replace(each, saving=anew)
        if (each.by, each.saving.anchor) == ("source", anew.anchor)
        else each
        for each in findings.evidence.bootstrap
    )
    return replace(
        findings,
        evidence=replace(findings.evidence, bootstrap=drawn),
        savings=flag_wider(savings=findings.savings, resampled=drawn),
    )


def without_bootstrap(findings: Findings) -> Findings:
    return replace(findings, evidence=replace(findings.evidence, bootstrap=()))
