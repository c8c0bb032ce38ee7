"""The contrasts of scores that make the savings' intervals."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.bradley_terry import LaplaceFit, draw_elo
from elo.core.contrasts import saving_contrasts
from elo.core.curves import make_codec_curves
from elo.core.ladders import make_rates, simulate_ladder
from elo.core.savings import draw_log2_ratio
from elo.core.types import ELO_PER_LOGIT

CODEC, BPP = make_rates(codecs=4, rates=5, seed=1)
LADDER = simulate_ladder(codec=CODEC, bpp=BPP, costs=(1, 1.5, 2, 3), seed=1)


def make_laplace(sd_elo: float, elo: np.ndarray = LADDER.elo) -> LaplaceFit:
    n = len(elo)
    centre = np.eye(n) - 1 / n
    return LaplaceFit(elo / ELO_PER_LOGIT, (sd_elo / ELO_PER_LOGIT) ** 2 * centre, 1)


def test_rows_are_contrasts_of_two_codecs_each() -> None:
    wanted = saving_contrasts(laplace=make_laplace(5), codec=CODEC, bpp=BPP)
    assert wanted.shape == (6, 20)
    assert np.allclose(wanted.sum(axis=1), 0, atol=1e-9)
    for row in wanted:
        assert len(set(CODEC[np.abs(row - np.median(row)) > 1e-9].tolist())) == 2


def test_summed_variance_has_the_slope_of_the_half_widths() -> None:
    """Shrink the covariance a little: both must fall alike, the draws' widths being the check."""
    laplace = make_laplace(8)
    wanted = saving_contrasts(laplace=laplace, codec=CODEC, bpp=BPP)
    # Of each pair: ratio x sd, which is twice its row's variance.
    found = 2 * np.einsum("ki,ij,kj->k", wanted, laplace.covariance_logit2, wanted)
    draws_elo = draw_elo(laplace=laplace, n_draws=4000, seed=1)
    curves = make_codec_curves(names="0123", codec=CODEC, bpp=BPP, draws_elo=draws_elo)
    sd = []
    for one in range(4):
        for two in range(one + 1, 4):
            log2 = draw_log2_ratio(curves[str(one)], curves[str(two)])
            sd.append(2 ** -abs(log2.mean()) * log2.std())
    assert np.allclose(found, sd, rtol=0.1)


def test_only_the_wanted_codec() -> None:
    wanted = saving_contrasts(laplace=make_laplace(5), codec=CODEC, bpp=BPP, test=2)
    assert len(wanted) == 3
    assert (np.abs(wanted[:, CODEC == 2]).max(axis=1) > 0).all()


def test_codecs_that_never_meet_are_left_out() -> None:
    elo = np.where(CODEC == 0, LADDER.elo + 3000, LADDER.elo)
    wanted = saving_contrasts(laplace=make_laplace(5, elo), codec=CODEC, bpp=BPP)
    assert len(wanted) == 3
    with pytest.raises(ValueError, match="no two codecs have a shared range"):
        saving_contrasts(laplace=make_laplace(5, elo), codec=CODEC, bpp=BPP, test=0)


def test_scores_that_fall_with_rate_and_conditions_without_rate_are_no_trouble() -> None:
    elo = LADDER.elo.copy()
    elo[[1, 2]] = elo[[2, 1]]
    bpp = BPP.copy()
    bpp[19] = np.nan
    wanted = saving_contrasts(laplace=make_laplace(30, elo), codec=CODEC, bpp=bpp)
    assert np.isfinite(wanted).all() and len(wanted) == 6
    assert np.ptp(wanted[:, 19] - wanted[:, :19].mean(axis=1)) < np.ptp(wanted)


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="20 conditions, but 19 codecs and 20 rates"):
        saving_contrasts(laplace=make_laplace(5), codec=CODEC[1:], bpp=BPP)
