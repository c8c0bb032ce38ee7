"""Two real studies, of the pwcmp examples (MIT): read, counted and fitted."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.diagnostics import check_convergence
from elo.core.fit import fit
from elo.core.formats.catalogue import import_votes
from elo.core.formats.imported import Imported
from elo.tests.samples import SHARED

FOLDER = SHARED / "pwcmp"
KINDS = ("HEVC", "DQ", "NN", "OPT", "LINEAR", "Gaussian")
LEVELS = (1, 4, 7, 10, 17, 24)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no votes of the pwcmp examples in {FOLDER}"
)


def read(name: str) -> Imported:
    return import_votes(FOLDER / name, layout="pwcmp")


def test_tone_mapping_is_read_whole() -> None:
    got = read("ex3_tmo_cmp_data.csv")
    assert (len(got.votes), len(got.votes.raters), len(got.votes.sources)) == (1213, 18, 5)
    assert len(got.votes.conditions) == 7 and len(got.votes.sessions) == 18
    assert got.warnings == ()


def test_tone_mapping_operators_come_out_in_the_order_of_their_wins() -> None:
    votes = read("ex3_tmo_cmp_data.csv").votes
    result = fit(votes, model="mle", seed=1)
    n = len(votes.conditions)
    winner = np.where(votes.choice == 0, votes.condition_a, votes.condition_b)
    shown = np.bincount(votes.condition_a, minlength=n) + np.bincount(
        votes.condition_b, minlength=n
    )
    share = dict(zip(votes.conditions, np.bincount(winner, minlength=n) / shown, strict=True))
    order = [result.conditions[i] for i in np.argsort(-result.mean_elo)]
    assert order == sorted(share, key=share.__getitem__, reverse=True)
    assert order[0] == "irawan05" and order[-1] == "hateren06"


def test_light_fields_are_read_whole() -> None:
    got = read("lf_quality_pwcmps.csv")
    assert (len(got.votes), len(got.votes.raters), len(got.votes.sources)) == (26_580, 29, 14)
    assert len(got.votes.conditions) == 37
    assert got.warnings == ("lf_quality_pwcmps.csv: 1 column is not used: trial",)


def test_light_fields_get_worse_with_every_level_and_the_reference_is_best() -> None:
    result = fit(read("lf_quality_pwcmps.csv").votes, model="mle", seed=1)
    score = dict(zip(result.conditions, result.mean_elo.tolist(), strict=True))
    assert max(score, key=score.__getitem__) == "original"
    for kind in KINDS:
        ladder = [score[f"{kind}@{level}"] for level in LEVELS]
        assert ladder == sorted(ladder, reverse=True), kind


@pytest.mark.parametrize(
    ("name", "raters"),
    [
        ("ex3_tmo_cmp_data.csv", 18),
        # Half a minute: 900 answers of each rater, so that each one's lapses are known sharply.
        pytest.param("lf_quality_pwcmps.csv", 29, marks=pytest.mark.slow),
    ],
)
def test_full_fits_both_without_many_attempts(name: str, raters: int) -> None:
    result = fit(read(name).votes, model="full", seed=1)
    check_convergence(result)
    assert result.settings["attempts"] <= 2
    assert result.draws_lapse is not None and result.draws_lapse.shape[1] == raters
    assert "miss_share" not in result.other_draws  # there are no traps
