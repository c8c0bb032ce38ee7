"""The simulated studies whose intervals are held against the truth. Most are small: 800 votes.

Three codecs at four rates on smooth curves, 32 raters, 12 sources drawn anew in every study. What
spoils real studies differs from study to study and is drawn from ranges that are no model's prior.
Where codecs are weak on whole pictures, only many votes show whether intervals hold: 9,000.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from elo.core.ladders import simulate_ladder
from elo.core.simulate import TRAP_CLEAN, TRAP_RUINED
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.world import People, Truth, draw_truth
from elo.core.types import Conditions, Votes

Range = tuple[float, float]

RATES_BPP, RATE_JITTER = (0.1, 0.8), 0.05  # log2 bpp a little off even steps
ELO_PER_DOUBLING = 250.0
SOURCES = 12


@dataclass(frozen=True, slots=True)
class Size:
    """What is compared, and by how many.

    Parameters
    ----------
    costs : tuple of float
        Bits each codec needs for one quality.
    rates, raters : int
        Of each codec, and of the study.
    design : Design
        What each rater is asked.
    """

    costs: tuple[float, ...] = (1.8, 1.3, 1.0)
    rates: int = 4
    raters: int = 32
    design: Design = Design(votes=25, traps=3, repeats=1, biases=1)


@dataclass(frozen=True, slots=True)
class World:
    """What spoils studies, and in what range it is drawn anew for each.

    Parameters
    ----------
    usual_lapse, source_sd_elo, codec_sd_elo, tie : (float, float)
        Ranges, as in `People`.
    side_sd_elo : float
        Spread of the habit of a side.
    careless, contrary, miss : float
        As in `People`.
    rough_elo : float
        Standard deviation of how far each condition lies off its codec's smooth curve.
    size : Size
        Of its studies.
    """

    usual_lapse: Range = (0.01, 0.06)
    source_sd_elo: Range = (30.0, 90.0)
    codec_sd_elo: Range = (0.0, 0.0)
    tie: Range = (0.15, 0.6)
    side_sd_elo: float = 30.0
    careless: float = 0.07
    contrary: float = 0.0
    miss: float = 0.02
    rough_elo: float = 0.0
    size: Size = field(default_factory=Size)

    def draw_people(self, rng: np.random.Generator) -> People:
        return People(
            raters=self.size.raters,
            sources=SOURCES,
            usual_lapse=rng.uniform(*self.usual_lapse),
            careless=self.careless,
            contrary=self.contrary,
            source_sd_elo=rng.uniform(*self.source_sd_elo),
            side_elo=rng.normal(0, self.side_sd_elo),
            tie=rng.uniform(*self.tie),
            miss=self.miss,
            codec_sd_elo=rng.uniform(*self.codec_sd_elo),
        )


MANY_VOTES = Size(costs=(1.5, 1.0), rates=6, raters=90, design=Design(100, 3, 1, 1))
NEVER: Range = (0.0, 0.0)
WORLDS = {
    "spoilt": World(),
    "unspoilt": World(NEVER, NEVER, NEVER, NEVER, side_sd_elo=0.0, careless=0.0, miss=0.0),
    "contrary": World(contrary=0.05),
    "rough": World(rough_elo=60.0),
    "shared": World(codec_sd_elo=(60.0, 60.0), size=MANY_VOTES),
}


@dataclass(frozen=True, slots=True)
class Study:
    """Votes and what is true of them.

    Parameters
    ----------
    number : int
        Its seed.
    truth : Truth
        Of ``conditions``, in their order.
    conditions : Conditions
        What is rated.
    votes : Votes
        With traps, of two pictures more.
    """

    number: int
    truth: Truth
    conditions: Conditions
    votes: Votes

    @property
    def table(self) -> Conditions:
        """All conditions of the votes, the traps' two pictures among them."""
        rated, traps = self.conditions, (TRAP_CLEAN, TRAP_RUINED)
        return Conditions(
            (*rated.names, *traps),
            (*rated.codec, *traps),
            np.array([*rated.bpp, np.nan, np.nan]),
            (*rated.label, *traps),
        )


def make_study(number: int, world: str = "spoilt") -> Study:
    """The study of that number in one of `WORLDS`: always the same."""
    rng = np.random.default_rng([number, 3])
    size = WORLDS[world].size
    codec = np.repeat(np.arange(len(size.costs)), size.rates)
    steps = np.linspace(*np.log2(RATES_BPP), size.rates)
    bpp = np.exp2(np.tile(steps, len(size.costs)) + rng.normal(0, RATE_JITTER, len(codec)))
    ladder = simulate_ladder(
        codec=codec, bpp=bpp, costs=size.costs, seed=number, elo_per_doubling=ELO_PER_DOUBLING
    )
    codecs = tuple(f"codec-{index}" for index in codec.tolist())
    names = tuple(f"{name}-{place % size.rates}" for place, name in enumerate(codecs))
    off = np.random.default_rng([number, 5]).normal(0, WORLDS[world].rough_elo, len(codec))
    elo = dict(zip(names, (ladder.elo + off).tolist(), strict=True))
    people = WORLDS[world].draw_people(rng)
    truth = draw_truth(elo=elo, people=people, seed=number, codec=codec.tolist())
    votes = answer_study(truth=truth, design=size.design, seed=number)
    return Study(number, truth, Conditions(names, codecs, bpp, names), votes)
