"""The simulated studies whose intervals are held against the truth. Small: 800 rated votes.

Three codecs at four rates on smooth curves, 32 raters, 12 sources drawn anew in every study. What
spoils real studies differs from study to study and is drawn from ranges that are no model's prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.ladders import simulate_ladder
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.world import People, Truth, draw_truth
from elo.core.types import Conditions, Votes

Range = tuple[float, float]

COSTS = (1.8, 1.3, 1.0)  # bits each codec needs for one quality
RATES = 4
RATES_BPP, RATE_JITTER = (0.1, 0.8), 0.05  # a step is a doubling, log2 bpp a little off
ELO_PER_DOUBLING = 250.0
RATERS, SOURCES = 32, 12
DESIGN = Design(votes=25, traps=3, repeats=1, biases=1)


@dataclass(frozen=True, slots=True)
class World:
    """What spoils studies, and in what range it is drawn anew for each.

    Parameters
    ----------
    usual_lapse, source_sd_elo, tie : (float, float)
        Ranges, as in `People`.
    side_sd_elo : float
        Spread of the habit of a side.
    careless, contrary, miss : float
        As in `People`.
    """

    usual_lapse: Range = (0.01, 0.06)
    source_sd_elo: Range = (30.0, 90.0)
    tie: Range = (0.15, 0.6)
    side_sd_elo: float = 30.0
    careless: float = 0.07
    contrary: float = 0.0
    miss: float = 0.02

    def draw_people(self, rng: np.random.Generator) -> People:
        return People(
            raters=RATERS,
            sources=SOURCES,
            usual_lapse=rng.uniform(*self.usual_lapse),
            careless=self.careless,
            contrary=self.contrary,
            source_sd_elo=rng.uniform(*self.source_sd_elo),
            side_elo=rng.normal(0, self.side_sd_elo),
            tie=rng.uniform(*self.tie),
            miss=self.miss,
        )


NEVER: Range = (0.0, 0.0)
WORLDS = {
    "spoilt": World(),
    "unspoilt": World(NEVER, NEVER, NEVER, side_sd_elo=0.0, careless=0.0, miss=0.0),
    "contrary": World(contrary=0.05),
}


@dataclass(frozen=True, slots=True)
class Study:
    """Votes and what is true of them."""

    number: int
    truth: Truth
    conditions: Conditions
    votes: Votes


def make_study(number: int, world: str = "spoilt") -> Study:
    """The study of that number in one of `WORLDS`: always the same."""
    rng = np.random.default_rng([number, 3])
    codec = np.repeat(np.arange(len(COSTS)), RATES)
    steps = np.linspace(*np.log2(RATES_BPP), RATES)
    bpp = np.exp2(np.tile(steps, len(COSTS)) + rng.normal(0, RATE_JITTER, len(codec)))
    ladder = simulate_ladder(
        codec=codec, bpp=bpp, costs=COSTS, seed=number, elo_per_doubling=ELO_PER_DOUBLING
    )
    codecs = tuple(f"codec-{index}" for index in codec.tolist())
    names = tuple(f"{name}-{place % RATES}" for place, name in enumerate(codecs))
    elo = dict(zip(names, ladder.elo.tolist(), strict=True))
    truth = draw_truth(elo=elo, people=WORLDS[world].draw_people(rng), seed=number)
    votes = answer_study(truth=truth, design=DESIGN, seed=number)
    return Study(number, truth, Conditions(names, codecs, bpp, names), votes)
