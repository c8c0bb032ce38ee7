"""All that a report computes to check itself, at the paper's size; `pytest -s` prints the times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from elo.core.akima import check_akima
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.predictive.checking import check_predictions
from elo.core.resampling.saving import bootstrap_savings
from elo.core.simulate import Crowd, simulate_votes
from elo.core.subsets.saving import category_savings, source_savings
from elo.core.types import Conditions, Votes

CODECS, RATES_BPP = 15, np.geomspace(0.08, 1, 8)
LIMIT_S = 5.0


def make_paper() -> tuple[Votes, Conditions]:
    """15 codecs at 8 rates, 30 sources, 610 raters, 74,925 votes."""
    elo, codec, bpp = {}, [], []
    for number in range(CODECS):
        for rate in RATES_BPP.tolist():
            elo[f"codec-{number:02d}-{rate:.2f}"] = 1500 + 15 * number + 200 * np.log2(rate / 0.08)
            codec.append(f"codec-{number:02d}")
            bpp.append(rate)
    crowd = Crowd(raters=610, sources=30, source_sd_elo=80)
    votes = simulate_votes(elo=elo, n_votes=74_925, seed=1, crowd=crowd)
    names = votes.conditions
    codecs = (*codec, *names[len(codec) :])
    return votes, Conditions(names, codecs, np.array([*bpp, np.nan, np.nan]), names)


def with_sources(known: EloFit, votes: Votes) -> EloFit:
    """Make 2,000 draws as wide as those of a model that knows sources and raters."""
    rng = np.random.default_rng(1)
    elo = known.draws_elo[:2000]
    draws = elo[:, None, :] + rng.normal(0, 60, (2000, len(votes.sources), elo.shape[1]))
    return replace(
        known,
        draws_elo=elo,
        sources=votes.sources,
        draws_source_elo=draws.astype(np.float32),
        raters=votes.raters,
        draws_lapse=rng.uniform(0, 0.2, (2000, len(votes.raters))),
    )


@pytest.mark.slow
def test_each_takes_a_few_seconds_of_one_core(expect_quick) -> None:
    votes, conditions = make_paper()
    known = fit(votes, model="mle", seed=1)
    full = with_sources(known, votes)
    kinds = {name: name[-1] for name in votes.sources}
    about = {"votes": votes, "conditions": conditions, "test": "codec-14"}
    jobs: dict[str, Callable[[], object]] = {
        "bootstrap over raters, 200": lambda: bootstrap_savings(**about, seed=1, by=("rater",)),
        "bootstrap over sources, 200": lambda: bootstrap_savings(**about, seed=1, by=("source",)),
        "each source, by mle": lambda: source_savings(fit=known, **about),
        "each source, by the model": lambda: source_savings(fit=full, **about),
        "ten categories": lambda: category_savings(fit=full, categories=kinds, **about),
        "predictive checks, 200": lambda: check_predictions(fit=full, votes=votes, seed=1),
        "Akima": lambda: check_akima(fit=known, conditions=conditions, test="codec-14"),
    }
    print()
    for name, job in jobs.items():
        print(f"{name}: {expect_quick(job, limit_s=LIMIT_S):.2f} s")
