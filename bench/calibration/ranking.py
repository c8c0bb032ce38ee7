"""Ranks of the truth among the draws of `full`, where the truth comes from its own priors."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from bench.calibration.keeping import Record
from bench.calibration.measuring import try_fit
from elo.core.elo_fit import EloFit
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.prior import PriorDraw, draw_from_priors
from elo.core.truth.ranks import rank_truth
from elo.core.types import Conditions, FloatArray, Votes

SOURCES, RATERS = 6, 16
DESIGN = Design(votes=25, traps=4, repeats=1, biases=2)
KEEP, BINS = 99, 20
ANOTHER_SEED = 1_000_000
# name in the results -> what a reader sees; the last two with curves alone
FAMILIES = {
    "skill": "difference of two scores",
    "codec_gap": "difference of two codecs' mean scores",
    "spread_logit": "spread of the scores",
    "source_effect": "effect of a source on a condition",
    "source_spread_logit": "spread of the source effects",
    "codec_effect": "effect of a source on the difference of two codecs",
    "codec_spread_logit": "spread of what a codec's rates share",
    "side_logit": "side",
    "log_tie_logit": "ties, log of nu",
    "lapse": "one rater's lapse",
    "lapse_centre_logit": "lapses, centre",
    "lapse_spread_logit": "lapses, spread",
    "miss_share": "missed traps",
    "rise_logit": "rise of the curves",
    "curve_spread_logit": "spread of the curves' departures",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """Whose ranks are tried: of conditions with these many rates a codec, pooled or not."""

    conditions: int
    rates: int
    bpp: tuple[float, ...]
    pool_rates: bool

    def name_codecs(self, names: tuple[str, ...]) -> Conditions:
        """What is known of the conditions, as `draw_from_priors` has them, and of the traps'."""
        codecs = tuple(f"codec-{place // self.rates}" for place in range(self.conditions))
        traps = names[self.conditions :]
        bpp = np.array([*self.bpp, *[np.nan] * len(traps)])
        return Conditions(names, (*codecs, *traps), bpp, names)

    @property
    def known(self) -> Conditions | None:
        """Where scores are to lie on curves, of what codecs and rates."""
        names = tuple(f"c{place:02d}" for place in range(self.conditions))
        return self.name_codecs(names) if self.pool_rates else None


TRIALS = {
    "ranks": Trial(6, 2, (np.nan,) * 6, pool_rates=False),
    # Two curves of uneven rates, and a condition on none.
    "pooled": Trial(7, 3, (0.1, 0.2, 0.6, 0.15, 0.3, 0.4, 0.3), pool_rates=True),
}


def rank_study(number: int, name: str = "ranks") -> Record:
    """What a line of the results file holds.

    A fit that its gates refuse is made once more with another seed; refused again, its ranks count
    all the same: studies left out for hard data would bend the ranks of those that stay.
    """
    trial = TRIALS[name]
    drawn = draw_from_priors(
        conditions=trial.conditions,
        rates=trial.rates,
        sources=SOURCES,
        raters=RATERS,
        known=trial.known,
        seed=number,
    )
    votes = answer_study(truth=drawn.truth, design=DESIGN, seed=number)
    began_s = time.process_time()
    found, first = fit_full(trial, votes, seed=number)
    refused = ""
    if first:
        found, refused = fit_full(trial, votes, seed=number + ANOTHER_SEED)
    return {
        "study": number,
        "first": first,
        "refused": refused,
        "cpu_s": round(time.process_time() - began_s, 2),
        "ranks": find_ranks(trial, found, drawn) if found else None,
    }


def fit_full(trial: Trial, votes: Votes, *, seed: int) -> tuple[EloFit | None, str]:
    """With ties in the model even where none was drawn: whether they are must not hang on data."""
    return try_fit(
        votes,
        model="full",
        seed=seed,
        allow_ties=True,
        conditions=trial.name_codecs(votes.conditions),
        pool_rates=trial.pool_rates,
    )


def find_ranks(trial: Trial, found: EloFit, drawn: PriorDraw) -> dict[str, int]:
    draws, truths = draws_by_family(trial, found, drawn), truths_by_family(trial, drawn)
    return {
        name: rank_truth(truth=truth, draws=draws[name], keep=KEEP)
        for name, truth in truths.items()
    }


def draws_by_family(trial: Trial, found: EloFit, drawn: PriorDraw) -> dict[str, FloatArray]:
    """Draws of one scalar of each family, in the truth's units."""
    if found.conditions != drawn.truth.conditions:
        raise RuntimeError(f"rated {found.conditions}, expected {drawn.truth.conditions}")
    if found.draws_lapse is None or found.draws_source_elo is None:
        raise RuntimeError(f"the fit {found.model!r} knows no raters or no sources")
    source, rater = found.sources.index("source-000"), found.raters.index("rater-0000")
    effect = found.draws_source_elo[:, source].astype(np.float64) - found.draws_elo
    return {
        **find_contrasts(trial.rates, found.draws_elo, effect),
        "lapse": found.draws_lapse[:, rater],
        **found.other_draws,
    }


def find_contrasts(rates: int, elo: FloatArray, effect: FloatArray) -> dict[str, FloatArray]:
    """Scalars of scores and of one source's effects, each of shape (n_draws, n_conditions)."""
    return {
        "skill": elo[:, 0] - elo[:, 1],
        "codec_gap": compare_first_two(rates, elo),
        "source_effect": effect[:, 0],
        "codec_effect": compare_first_two(rates, effect),
    }


def compare_first_two(rates: int, elo: FloatArray) -> FloatArray:
    """Mean of the first codec's rates minus that of the second's, shape (n_draws,)."""
    one, two = elo[:, :rates], elo[:, rates : 2 * rates]
    return np.asarray(one.mean(axis=1) - two.mean(axis=1))


def truths_by_family(trial: Trial, drawn: PriorDraw) -> dict[str, float]:
    truth = drawn.truth
    # What all conditions have in common on a source no comparison shows: a fit's average 2000.
    effect = truth.source_elo[0] - truth.source_elo[0].mean()
    contrasts = find_contrasts(trial.rates, truth.elo[None], effect[None])
    return {
        **{name: float(values[0]) for name, values in contrasts.items()},
        "lapse": float(truth.lapse[0]),
        **drawn.hyper,
    }
