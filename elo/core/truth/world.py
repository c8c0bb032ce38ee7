"""All that makes the answers of a simulated study, known: what estimates are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from elo.core.seeds import check_seed
from elo.core.truth.crowds import check_crowd
from elo.core.types import BoolArray, FloatArray, IntArray

BETA_SIZE = 60.0  # usual people's lapses are Beta of this many imagined answers
WORST_LAPSES = (0.5, 1.0)  # of a careless rater


@dataclass(frozen=True, slots=True)
class People:
    """Who answers and on what, before anyone is drawn.

    Parameters
    ----------
    raters, sources : int
        How many.
    usual_lapse : float
        Mean share of random answers among the usual people, who differ from one another.
    careless, contrary : float
        Shares of raters who answer at random half the time or more, and who choose the worse of
        the two on purpose.
    source_sd_elo : float
        How much one condition's score varies from source to source by itself.
    codec_sd_elo : float
        How much the scores of a codec vary together from source to source.
    side_elo : float
        Gain of whatever is shown left.
    tie : float
        Davidson's nu; at 0 a tie is not allowed.
    miss : float
        How often an attentive person answers a trap wrongly.
    """

    raters: int = 40
    sources: int = 12
    usual_lapse: float = 0.03
    careless: float = 0.05
    contrary: float = 0.0
    source_sd_elo: float = 0.0
    codec_sd_elo: float = 0.0
    side_elo: float = 0.0
    tie: float = 0.0
    miss: float = 0.02

    def __post_init__(self) -> None:
        check_crowd(self, shares=("usual_lapse", "careless", "contrary", "miss"))
        if self.careless + self.contrary > 1:
            raise ValueError("careless and contrary are shares of one crowd: at most 1 together")
        if self.codec_sd_elo < 0:
            raise ValueError("codec_sd_elo must not be negative")


@dataclass(frozen=True, slots=True)
class Truth:
    """One study's truth.

    Parameters
    ----------
    conditions : tuple of str
        Names.
    elo : ndarray of float, shape (n_conditions,)
        True scores over the whole population of sources, Elo points; only differences matter.
    source_elo : ndarray of float, shape (n_sources, n_conditions)
        What each source adds to each.
    lapse : ndarray of float, shape (n_raters,)
        How often each rater answers at random, 0 to 1.
    contrary : ndarray of bool, shape (n_raters,)
        Who chooses the worse on purpose.
    side_elo, tie, miss : float
        As in `People`.
    same_tie : float, optional
        How often two identical pictures are called a tie by whoever does not answer at random; by
        Davidson's model, as any other pair, if not given.
    """

    conditions: tuple[str, ...]
    elo: FloatArray
    source_elo: FloatArray
    lapse: FloatArray
    contrary: BoolArray
    side_elo: float = 0.0
    tie: float = 0.0
    miss: float = 0.0
    same_tie: float | None = None

    def __post_init__(self) -> None:
        n = len(self.conditions)
        if n < 2:
            raise ValueError(f"a comparison needs two conditions, got {sorted(self.conditions)}")
        if self.elo.shape != (n,) or self.source_elo.shape[1:] != (n,):
            raise ValueError(
                f"{n} conditions, but elo has shape {self.elo.shape} "
                f"and source_elo {self.source_elo.shape}"
            )
        if self.lapse.shape != self.contrary.shape:
            raise ValueError("lapse and contrary must have one entry for each rater")
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray) and not np.isfinite(value).all():
                raise ValueError(f"{each.name} holds values that are not finite")

    @property
    def centred_elo(self) -> FloatArray:
        """True scores of mean 0, shape (n_conditions,)."""
        return np.asarray(self.elo - self.elo.mean())


def draw_truth(
    *,
    elo: Mapping[str, float],
    people: People,
    seed: int,
    codec: Sequence[int] | None = None,
) -> Truth:
    """Draw raters and sources; the scores are given.

    Parameters
    ----------
    elo : mapping of str to float
        True score of each condition over the population of sources, Elo points.
    people : People
        From whom to draw.
    seed : int
        Same seed, same truth.
    codec : sequence of int, optional
        Codec of each condition, from 0 on; each its own if not given.
    """
    rng = np.random.default_rng([check_seed(seed), 1])
    lapse, contrary = draw_raters(rng, people)
    codecs = np.arange(len(elo)) if codec is None else np.asarray(codec)
    return Truth(
        conditions=tuple(elo),
        elo=np.array(list(elo.values()), dtype=np.float64),
        source_elo=draw_source_elo(rng, people, codecs),
        lapse=lapse,
        contrary=contrary,
        side_elo=people.side_elo,
        tie=people.tie,
        miss=people.miss,
    )


def draw_source_elo(rng: np.random.Generator, people: People, codec: IntArray) -> FloatArray:
    """What each source adds to each condition, shape (n_sources, n_conditions)."""
    own = rng.normal(0, people.source_sd_elo, (people.sources, len(codec)))
    shared = rng.normal(0, people.codec_sd_elo, (people.sources, codec.max() + 1))
    return np.asarray(own + shared[:, codec])


def draw_raters(rng: np.random.Generator, people: People) -> tuple[FloatArray, BoolArray]:
    """Lapse of each rater, and who is contrary, each of shape (n_raters,)."""
    kind = rng.random(people.raters)
    careless = kind < people.careless
    contrary = ~careless & (kind < people.careless + people.contrary)
    mean = np.clip(people.usual_lapse, 1e-9, 1 - 1e-9)
    usual = rng.beta(BETA_SIZE * mean, BETA_SIZE * (1 - mean), people.raters)
    return np.where(careless, rng.uniform(*WORST_LAPSES, people.raters), usual), contrary
