"""What a planned study is taken to be, for simulating it, and what its sessions hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.ladders import (
    ELO_PER_DOUBLING,
    WORST_COST,
    Ladder,
    make_rates,
    simulate_ladder,
    spread_costs,
)
from elo.core.sampling import Panel
from elo.core.types import FloatArray, IntArray
from evalsite.studies.models import Condition, Study
from evalsite.studies.stimuli.rates import condition_rates

MOST_CONDITIONS = 400
USUAL_TIES = 0.15  # "can't tell" to two equal pictures, where it is offered
SOURCE_SD_ELO = 60.0  # the same condition is better or worse on different pictures


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is compared: codecs from the best on, each at its rates."""

    codecs: tuple[str, ...]
    codec: IntArray  # (n,)
    bpp: FloatArray  # (n,)
    sources: int

    def __post_init__(self) -> None:
        if len(self.codecs) < 2:
            raise ValueError(f"a saving needs two codecs, got {len(self.codecs)}")
        if self.sources < 1:
            raise ValueError("a study needs at least one source, got 0")
        if len(self.bpp) > MOST_CONDITIONS:
            raise ValueError(
                f"{len(self.bpp)} conditions are more than the {MOST_CONDITIONS} that can be "
                "planned: give fewer codecs or rates"
            )

    def place_of(self, codec: str | None) -> int | None:
        """Where a codec stands; None for none."""
        if codec is None:
            return None
        if codec not in self.codecs:
            raise ValueError(f"unknown codec {codec!r}, expected one of {', '.join(self.codecs)}")
        return self.codecs.index(codec)


def size_by_numbers(*, codecs: int, rates: int, sources: int, seed: int) -> Sizes:
    names = tuple(f"codec-{number}" for number in range(1, codecs + 1))
    codec, bpp = make_rates(codecs=codecs, rates=rates, seed=seed)
    return Sizes(names, codec, bpp, sources)


def size_by_study(study: Study) -> Sizes:
    """The study's codecs with rates, its last one first: to its bots, too, that is the best."""
    rates = condition_rates(study)
    rows = list(
        Condition.objects.filter(pk__in=rates, codec__isnull=False)
        .order_by("-codec__position", "pk")
        .values_list("pk", "codec__name")
    )
    if not rows:
        raise ValueError(f"study {study.slug!r} has no stimuli with rates yet: import them first")
    names = tuple(dict.fromkeys(name for _, name in rows))
    codec = np.array([names.index(name) for _, name in rows])
    bpp = np.array([rates[condition] for condition, _ in rows])
    return Sizes(names, codec, bpp, study.sources.count())


def simulate_sizes(
    *, sizes: Sizes, seed: int, elo_per_doubling: float = ELO_PER_DOUBLING
) -> Ladder:
    """True scores: codecs evenly apart, the last needs up to four times the bits of the first."""
    return simulate_ladder(
        codec=sizes.codec,
        bpp=sizes.bpp,
        costs=spread_costs(len(sizes.codecs), most=min(WORST_COST, half_of_range(sizes))),
        seed=seed,
        elo_per_doubling=elo_per_doubling,
    )


def half_of_range(sizes: Sizes) -> float:
    """The cost that moves a curve by half of its rates' log range, the median of all codecs."""
    rates = [sizes.bpp[sizes.codec == place] for place in range(len(sizes.codecs))]
    ranges = [float(each.max() / each.min()) for each in rates if len(each) > 1]
    if not ranges:
        raise ValueError(
            "every codec has a single rate: savings need codecs at two or more rates each"
        )
    return float(np.sqrt(np.median(ranges)))


def assume_panel(*, sources: int, ties: float, lapses: float) -> Panel:
    """Who answers. A share of ties at equal quality is Davidson's nu / (2 + nu)."""
    if not 0 <= ties < 1:
        raise ValueError(f"ties are a share from 0 to under 1, got {ties:g}")
    if not 0 <= lapses <= 1:
        raise ValueError(f"lapses are a share from 0 to 1, got {lapses:g}")
    return Panel(
        sources=sources, lapsing=lapses, tie=2 * ties / (1 - ties), source_sd_elo=SOURCE_SD_ELO
    )
