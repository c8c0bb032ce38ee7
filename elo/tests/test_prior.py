"""Truths drawn from the priors of `full`, and what ranks among draws are judged by."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.special import logit

from bench.calibration import ranking, verdicts
from bench.calibration.page import write_results
from bench.calibration.pictures import draw_ranks
from elo.core.full.model import priors
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.prior import draw_from_priors
from elo.core.types import BIAS, ELO_PER_LOGIT, TIE

SIZE = {"conditions": 6, "sources": 5, "raters": 40}


def test_a_draw_is_what_the_priors_say() -> None:
    drawn = [draw_from_priors(**SIZE, seed=seed) for seed in range(1500)]
    hyper = {name: np.array([each.hyper[name] for each in drawn]) for name in drawn[0].hyper}
    means = {
        "spread_logit": priors.SPREAD_SHAPE / priors.SPREAD_RATE,
        "source_spread_logit": priors.SOURCE_SHAPE / priors.SOURCE_RATE,
        "codec_spread_logit": priors.CODEC_SHAPE / priors.CODEC_RATE,
        "side_logit": 0.0,
        "log_tie_logit": priors.LOG_TIE_MEAN,
        "lapse_centre_logit": priors.CENTRE_MEAN,
        "lapse_spread_logit": priors.LAPSE_SHAPE / priors.LAPSE_RATE,
        "miss_share": priors.MISS_A / (priors.MISS_A + priors.MISS_B),
    }
    assert set(hyper) == set(means) <= set(priors.WORDS)
    for name, mean in means.items():
        error = hyper[name].std() / np.sqrt(len(drawn))
        assert hyper[name].mean() == pytest.approx(mean, abs=4 * error), name


def test_scores_and_effects_have_the_spreads_drawn_for_them() -> None:
    drawn = [draw_from_priors(**SIZE, seed=seed) for seed in range(400)]
    for each in drawn[:20]:
        assert each.truth.elo.mean() == pytest.approx(0, abs=1e-9)
        assert each.truth.side_elo == ELO_PER_LOGIT * each.hyper["side_logit"]
    # Of six scores that sum to 0, five are free.
    squares = [np.sum((x.truth.elo / ELO_PER_LOGIT / x.hyper["spread_logit"]) ** 2) for x in drawn]
    assert np.mean(squares) == pytest.approx(5, abs=0.6)
    effects = [
        np.mean((x.truth.source_elo / ELO_PER_LOGIT / x.hyper["source_spread_logit"]) ** 2)
        for x in drawn
    ]
    assert np.mean(effects) == pytest.approx(1, abs=0.06)


def test_rates_of_a_codec_share_a_part_of_their_effects() -> None:
    drawn = [draw_from_priors(**SIZE, rates=2, seed=seed) for seed in range(400)]
    within, across = [], []
    for each in drawn:
        effect = each.truth.source_elo / ELO_PER_LOGIT / each.hyper["codec_spread_logit"]
        within.append(np.mean(effect[:, 0::2] * effect[:, 1::2]))
        across.append(np.mean(effect[:, 0:4] * effect[:, 2:6]))
    weight = [each.hyper["codec_spread_logit"] > 0.3 for each in drawn]
    assert np.average(within, weights=weight) == pytest.approx(1, abs=0.15)
    assert np.average(across, weights=weight) == pytest.approx(0, abs=0.15)


def test_half_of_the_raters_lapse_less_than_the_centre_and_some_nearly_always() -> None:
    above, near_always = [], []
    for seed in range(200):
        drawn = draw_from_priors(**SIZE, seed=seed)
        above.append(logit(drawn.truth.lapse) > drawn.hyper["lapse_centre_logit"])
        near_always.append(drawn.truth.lapse > 0.8)
    assert np.mean(above) == pytest.approx(0.5, abs=0.03)
    assert 0.005 < np.mean(near_always) < 0.1


def test_identical_pictures_are_a_tie_as_often_as_is_said() -> None:
    truth = draw_from_priors(conditions=3, sources=2, raters=200, seed=1).truth
    votes = answer_study(truth=truth, design=Design(1, 0, 0, 20), seed=1)
    same = votes.select(votes.kind == BIAS)
    assert truth.same_tie == truth.tie / (2 + truth.tie)
    lapse = truth.lapse.mean()
    expected = (1 - lapse) * truth.same_tie + lapse / 3
    assert np.mean(same.choice == TIE) == pytest.approx(expected, abs=0.03)


def make_records(spoilt: str = "") -> list[dict]:
    rng = np.random.default_rng(0)
    records = []
    for study in range(300):
        ranks = {name: int(rng.integers(0, ranking.KEEP + 1)) for name in ranking.FAMILIES}
        if spoilt:
            ranks[spoilt] = int(ranking.KEEP * rng.beta(0.6, 0.6))
        records.append({"study": study, "first": "", "refused": "", "cpu_s": 1.0, "ranks": ranks})
    return records


def test_uniform_ranks_pass_and_one_family_of_too_narrow_draws_fails_alone() -> None:
    assert all(each.uniform for each in verdicts.judge(make_records()))
    judged = verdicts.judge(make_records(spoilt="side_logit"))
    assert [each.family for each in judged if not each.uniform] == ["side_logit"]


def test_the_table_counts_what_was_refused() -> None:
    records = make_records()
    records[0].update(first="R-hat is 1.02")
    records[1].update(first="R-hat is 1.02", refused="3 divergent draws")
    lines = verdicts.rank_table(records)
    assert len(lines) == 2 + len(ranking.FAMILIES) + 2
    assert "300 studies; 2 fits refused" in lines[-1] and "1 of them refused again" in lines[-1]
    records[2].update(first="ValueError: no", refused="ValueError: no", ranks=None)
    assert "but for 1 without any draws" in verdicts.rank_table(records)[-1]
    assert sum(verdicts.judge(records)[0].counts) == 299


def test_the_picture_shows_every_family_and_says_that_it_is_simulated() -> None:
    spec = str(draw_ranks(verdicts.judge(make_records()), 300))
    assert "SIMULATED" in spec
    for words in ranking.FAMILIES.values():
        assert words in spec


def test_results_go_into_the_page_and_nowhere_else(tmp_path) -> None:
    (tmp_path / "pictures").mkdir()
    page = tmp_path / "validation.md"
    page.write_text(
        "a\n<!-- coverage -->\nold\n<!-- /coverage -->\nb\n<!-- ranks -->\n<!-- /ranks -->\n"
    )
    lines = "".join(json.dumps(each) + "\n" for each in make_records())
    (tmp_path / "ranks.jsonl").write_text(lines)
    write_results(tmp_path, tmp_path)
    text = page.read_text()
    assert "old" in text and text.startswith("a\n") and "300 studies;" in text
    assert (tmp_path / "pictures" / "sbc.png").read_bytes().startswith(b"\x89PNG")
