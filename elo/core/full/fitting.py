"""Model `full`: votes to a fit. Raters who answer at random, sides, ties, and sources that differ.

The mathematics stands in docs/methods.md, the model in `elo.core.full.model`, there in PyMC's words
in `statement`. What a study cannot tell is left out, or stays as wide as its prior:

- one source: no source effects; scores then speak of that source alone;
- codecs unknown, one codec alone, or one rate of each: no effects that a codec's rates share;
- rates pooled (never but when asked for): codecs' scores lie on curves, `model.curves`;
- no side known: no ``side``; no trap: no ``miss``; no tie, and none allowed: no ties;
- one rater: no ``lapse_spread``, which is held at 1;
- one rater, one vote, or nothing but ties: fitted, with honest, wide intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from elo.core.counts import PairCounts
from elo.core.diagnostics import list_problems
from elo.core.elo_fit import EloFit
from elo.core.fit import count_raters, read_versions
from elo.core.full.convergence import Convergence, diagnose
from elo.core.full.draws import Draws, draw_source_elo, name_draws
from elo.core.full.mode.laplace import find_frame, refine_frame
from elo.core.full.model.priors import LAPSE_SKEW, WORDS
from elo.core.full.model.rows import Study, arrange_rows
from elo.core.full.sampling import CHAINS, Chains, Plan, sample
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO, Conditions, FloatArray, Votes

PILOT = Plan(80, 50, 0.8)
# Tried in turn until the chains agree, each about the draws of the last.
PLANS = (Plan(100, 1200, 0.85), Plan(200, 3000, 0.9), Plan(400, 6000, 0.97))
TIES = "Davidson's model of ties"


@dataclass(frozen=True, slots=True)
class Sampled:
    """Draws of the plan that was enough, or of the last one, and their diagnostics."""

    plan: Plan
    refused: tuple[str, ...]  # what was wrong with each earlier attempt
    chains: Chains
    draws: Draws
    skill: Convergence
    others: dict[str, Convergence]

    @property
    def attempts(self) -> int:
        """How many plans were tried."""
        return len(self.refused) + 1

    @property
    def problems(self) -> list[str]:
        """Why `elo.core.diagnostics` will not believe them."""
        every = [self.skill, *self.others.values()]
        return list_problems(
            float(np.max([each.worst_rhat for each in every])),
            float(np.min([each.least_ess for each in every])),
            self.chains.divergences,
        )


def fit_full(
    *,
    votes: Votes,
    counts: PairCounts,
    seed: int,
    allow_ties: bool | None = None,
    conditions: Conditions | None = None,
    pool_rates: bool = False,
) -> EloFit:
    """Arrange, sample and summarise; called through `elo.core.fit.fit`."""
    study = arrange_rows(votes, allow_ties=allow_ties, known=conditions, pool_rates=pool_rates)
    return summarise(sample_study(study, seed=seed), study, votes=votes, counts=counts, seed=seed)


def sample_study(study: Study, *, seed: int, plans: tuple[Plan, ...] = PLANS) -> Sampled:
    """Sample until the chains agree, longer each time.

    Parameters
    ----------
    study : Study
        From `elo.core.full.model.rows.arrange_rows`.
    seed : int
        Same study and seed, same draws.
    plans : tuple of Plan
        The last one's draws are returned even if they do not agree.
    """
    frame = find_frame(study)
    plan, (start, *seeds) = PILOT, np.random.SeedSequence(seed).spawn(1 + len(plans))
    chains = sample(rows=study.rows, frame=frame, plan=plan, seed=start)
    draws = name_draws(study=study, frame=frame, points=chains.points)
    refused: tuple[str, ...] = ()
    for plan, own_seed in zip(plans, seeds, strict=True):
        frame = refine_frame(study, draws)
        chains = sample(rows=study.rows, frame=frame, plan=plan, seed=own_seed)
        draws = name_draws(study=study, frame=frame, points=chains.points)
        found = Sampled(plan, refused, chains, draws, *judge(study, draws))
        if not found.problems:
            break
        refused = (*refused, ", ".join(found.problems))
    return found


def judge(study: Study, draws: Draws) -> tuple[Convergence, dict[str, Convergence]]:
    """Convergence of scores; of each number; of all lapses and all effects."""
    others = {name: diagnose(as_chains(each[:, None])) for name, each in draws.numbers.items()}
    others["lapse"] = diagnose(as_chains(draws.lapse))
    if study.rows.has_sources:
        others["source_effect"] = diagnose(as_chains(draws.effect))
    if study.rows.has_curves:
        others["curve"] = diagnose(as_chains(draws.curve))
    if study.rows.has_codecs:
        others["codec_effect"] = diagnose(as_chains(draws.shared))
    return diagnose(as_chains(draws.skill)), others


def as_chains(draws: FloatArray) -> FloatArray:
    return draws.reshape(CHAINS, -1, draws.shape[1])


def summarise(
    sampled: Sampled, study: Study, *, votes: Votes, counts: PairCounts, seed: int
) -> EloFit:
    """Gather draws, diagnostics and how they were made."""
    draws, has_sources = sampled.draws, study.rows.has_sources
    return EloFit(
        conditions=study.conditions,
        draws_elo=MEAN_ELO + ELO_PER_LOGIT * draws.skill,
        model="full",
        seed=seed,
        ties=TIES if study.rows.has_ties else "there are no ties",
        digest=votes.digest(),
        votes_per_condition=counts.votes_per_condition,
        n_votes=int(counts.total.sum()),
        n_raters=count_raters(votes),
        simulated=votes.any_simulated,
        rhat=sampled.skill.rhat,
        ess_bulk=sampled.skill.ess_bulk,
        ess_tail=sampled.skill.ess_tail,
        chains=CHAINS,
        divergences=sampled.chains.divergences,
        other_draws=draws.numbers,
        other_rhat={name: each.worst_rhat for name, each in sampled.others.items()},
        other_ess={name: each.least_ess for name, each in sampled.others.items()},
        raters=study.raters,
        draws_lapse=draws.lapse,
        sources=study.sources if has_sources else (),
        draws_source_elo=draw_source_elo(study=study, draws=draws, seed=seed)
        if has_sources
        else None,
        priors=name_priors(study, draws),
        versions=read_versions("numpy", "scipy", "numba"),
        settings=name_settings(study, sampled),
    )


def name_priors(study: Study, draws: Draws) -> dict[str, str]:
    """Words for what is in the model."""
    skills = {"skill_logit"}
    if study.rows.has_curves:
        skills = {"level_logit", "curve_departure_logit"}
    present = skills | {"lapse_logit", *draws.numbers}
    if study.rows.has_sources:
        present.add("source_effect_logit")
    if study.rows.has_codecs:
        present.add("codec_effect_logit")
    return {name: words for name, words in WORDS.items() if name in present}


def name_settings(study: Study, sampled: Sampled) -> dict[str, Any]:
    """All that decides the draws besides seed and votes."""
    rows = study.rows
    return {
        "chains": CHAINS,
        "tune": sampled.plan.tune,
        "draws_per_chain": sampled.plan.draws,
        "target_accept": sampled.plan.target_accept,
        "attempts": sampled.attempts,
        "refused_attempts": list(sampled.refused),
        "acceptance": round(sampled.chains.acceptance, 3),
        "gradients": sampled.chains.gradients,
        "lapse_skew": LAPSE_SKEW,
        "pooled_rates": study.curves.told,
        "source_effects": "yes" if rows.has_sources else "no: there is one source",
        "codec_effects": study.grouping.told,
        "side": "yes" if rows.has_sides else "no: no side is known",
        "ties": "yes" if rows.has_ties else "no: nobody could, or did, call a tie",
        "lapse_spread": "yes" if rows.has_lapse_spread else "no: there is one rater",
        "miss": "yes" if rows.has_traps else "no: there are no traps",
    }
