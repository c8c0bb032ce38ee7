"""How many votes a wanted interval of the savings needs, and what they cost, by simulation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from elo.core.ladders import Ladder
from elo.core.sampling import Growth, Panel, grow
from elo.core.widths import Widths

STEP = 1.25  # from one look at a study to the next
FIRST_PER_CONDITION = 5  # votes before the first look


@dataclass(frozen=True, slots=True)
class Plan:
    """What one sampler needs.

    Parameters
    ----------
    sampler : str
        A key of `elo.core.sampling.SAMPLERS`.
    growth : tuple of Growth
        Looks at the simulated study, the last one past the wanted width where that was reached.
    votes : int or None
        At the wanted width; None where it was not reached.
    """

    sampler: str
    growth: tuple[Growth, ...]
    votes: int | None


@dataclass(frozen=True, slots=True)
class Prices:
    """What a session gives and takes.

    Parameters
    ----------
    votes : int
        Votes of a session: traps, repeats and bias pairs are none.
    minutes : float
        Its length.
    pay : float
        What its rater gets, in any money.
    """

    votes: int
    minutes: float
    pay: float

    def __post_init__(self) -> None:
        """Refuse sessions that give or take nothing sensible."""
        if self.votes < 1:
            raise ValueError(f"a session must hold at least one vote, got {self.votes}")
        if not (self.minutes > 0 and self.pay >= 0):
            raise ValueError(
                "a session must take more than 0 minutes and pay 0 or more, "
                f"got {self.minutes:g} minutes and {self.pay:g}"
            )

    def sessions(self, votes: int) -> int:
        """Sessions that give so many votes."""
        return math.ceil(votes / self.votes)

    def hours(self, votes: int) -> float:
        """What they take of the raters' time."""
        return self.sessions(votes) * self.minutes / 60

    def money(self, votes: int) -> float:
        """What they pay."""
        return self.sessions(votes) * self.pay


def find_votes(
    *,
    ladder: Ladder,
    panel: Panel,
    sampler: str,
    half_width: float,
    most_votes: int,
    seed: int,
    test: int | None = None,
    first: int | None = None,
    step: float = STEP,
    studies: int = 1,
    tell: Callable[[Growth], None] | None = None,
) -> Plan:
    """Let a simulated study grow until its savings are known well enough.

    Parameters
    ----------
    ladder, panel, sampler, seed, test
        As in `elo.core.sampling.grow`.
    half_width : float
        Wanted mean half-width of the savings' 95 % intervals, a fraction of the bits.
    most_votes : int
        Where to give up.
    first : int, optional
        Votes at the first look.
    step : float
        From one look to the next, above 1.
    studies : int
        Simulated alike, from different seeds, each look the mean over them: small ones differ.
    tell : callable, optional
        Called with every look.

    Raises
    ------
    ValueError
        If the wanted width or the bound makes no sense, or as `grow` does.
    """
    first = first or FIRST_PER_CONDITION * len(ladder.elo)
    if not 0 < half_width < 1:
        raise ValueError(f"the half-width must lie between 0 and 1, got {half_width:g}")
    if most_votes < first:
        raise ValueError(
            f"at most {most_votes} votes are fewer than the {first} that {len(ladder.elo)} "
            "conditions need before there is anything to see"
        )
    growth: list[Growth] = []
    marks = list(list_marks(first, most_votes, step))
    parallel = [
        grow(ladder=ladder, panel=panel, sampler=sampler, marks=marks, seed=each, test=test)
        for each in np.random.SeedSequence(seed).generate_state(studies).tolist()
    ]
    for looks in zip(*parallel, strict=True):
        each = average(looks)
        growth.append(each)
        if tell is not None:
            tell(each)
        if each.widths.half_width <= half_width:
            return Plan(sampler, tuple(growth), interpolate_votes(growth, half_width))
    return Plan(sampler, tuple(growth), None)


def average(looks: Sequence[Growth]) -> Growth:
    """The mean of several studies of the same size; refused pairs are those of the worst."""
    widths = [each.widths for each in looks]
    given = [each.covered for each in widths if not np.isnan(each.covered)]
    return Growth(
        votes=looks[0].votes,
        lapse=float(np.mean([each.lapse for each in looks])),
        widths=Widths(
            half_width=float(np.mean([each.half_width for each in widths])),
            covered=float(np.mean(given)) if given else np.nan,
            refused=max(each.refused for each in widths),
            pairs=widths[0].pairs,
        ),
    )


def list_marks(first: int, last: int, step: float) -> Iterator[int]:
    """Numbers of votes at which to look, growing by a factor, the last one the bound."""
    mark = float(first)
    while mark < last:
        yield round(mark)
        mark *= step
    yield last


def interpolate_votes(growth: list[Growth], half_width: float) -> int:
    """Votes at a width between the last two looks: log over log, as widths fall by the root."""
    if len(growth) < 2:
        return growth[-1].votes
    before, after = growth[-2:]
    steepness = np.log(after.widths.half_width / before.widths.half_width)
    share = float(np.log(half_width / before.widths.half_width) / steepness)
    return int(np.ceil(before.votes * (after.votes / before.votes) ** share))
