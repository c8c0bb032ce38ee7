"""Plain data that goes into the core: votes and conditions. Numpy arrays, no rows."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from elo.core.digest import digest_votes
from elo.core.names import check_printable

IntArray = NDArray[np.int64]
ByteArray = NDArray[np.int8]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

VOTE, TRAP, REPEAT, BIAS = 0, 1, 2, 3
KIND_NAMES = ("vote", "trap", "repeat", "bias")
CHOSE_A, CHOSE_B, TIE = 0, 1, 2
CHOICE_NAMES = ("a", "b", "tie")
UNKNOWN = -1

MEAN_ELO = 2000.0
ELO_PER_LOGIT = 400 / np.log(10)  # Elo points in one unit of log-odds, 173.7
ELO_PER_JND = 400 * np.log10(3)  # 1 JND is "preferred by 75 %", odds of 3:1, 190.8


@dataclass(frozen=True, slots=True)
class Votes:
    """Answers of raters to pairs of stimuli, one row an answer.

    Parameters
    ----------
    conditions, sources, raters : tuple of str
        What the index arrays point into; names differ from one another.
    rater, source, condition_a, condition_b : ndarray of int, shape (n,)
        Indices into the names.
    choice : ndarray of int8, shape (n,)
        0 for A, 1 for B, 2 for a tie.
    left : ndarray of int8, shape (n,)
        Which was shown left or first: 0 A, 1 B, -1 unknown.
    kind : ndarray of int8, shape (n,)
        VOTE, TRAP, REPEAT or BIAS.
    expected : ndarray of int8, shape (n,)
        A trap's right answer, 0 A or 1 B; -1 everywhere else.
    response_ms : ndarray of float, shape (n,)
        Time to answer in milliseconds, nan where unknown.
    simulated : ndarray of bool, shape (n,)
        Whether a program gave the answer.
    session : ndarray of int, shape (n,), optional
        Index into ``sessions``, -1 unknown.
    sessions : tuple of str
        Names of the visits that ``session`` points into.
    answered_at : ndarray of datetime64[ms], shape (n,), optional
        When, in UTC; NaT unknown.

    Raises
    ------
    ValueError
        If lengths differ, an index points nowhere or a row contradicts itself; names the row.
        Also if a name occurs twice or holds control characters.
    """

    conditions: tuple[str, ...]
    sources: tuple[str, ...]
    raters: tuple[str, ...]
    rater: IntArray
    source: IntArray
    condition_a: IntArray
    condition_b: IntArray
    choice: ByteArray
    left: ByteArray
    kind: ByteArray
    expected: ByteArray
    response_ms: FloatArray
    simulated: BoolArray
    session: IntArray | None = None
    sessions: tuple[str, ...] = ()
    answered_at: NDArray[np.datetime64] | None = None

    def __post_init__(self) -> None:
        check_lengths(self)
        check_indices(self)
        check_rows(self)

    def __len__(self) -> int:
        return len(self.choice)

    @property
    def any_simulated(self) -> bool:
        """Whether a single answer came from a program."""
        return bool(self.simulated.any())

    def select(self, rows: BoolArray | IntArray) -> Votes:
        """Rows where ``rows``, shape (n,), is true, or at these places; names stay as they are."""
        kept: dict[str, Any] = {
            each.name: value[rows]
            for each in fields(self)
            if isinstance(value := getattr(self, each.name), np.ndarray)
        }
        return replace(self, **kept)

    def rated(self) -> Votes:
        """Return the votes that make scores: no traps, second showings or bias pairs."""
        return self.select(self.kind == VOTE)

    def digest(self) -> str:
        """SHA-256 of what was answered, whatever the order of rows or names."""
        return digest_votes(self)


def check_lengths(votes: Votes) -> None:
    for each in fields(votes):
        value = getattr(votes, each.name)
        if isinstance(value, np.ndarray) and value.shape != (len(votes),):
            raise ValueError(f"{each.name} has shape {value.shape}, expected ({len(votes)},)")
    for name in ("conditions", "sources", "raters", "sessions"):
        names = getattr(votes, name)
        if len(set(names)) != len(names):
            raise ValueError(f"{name} repeats a name")
        check_printable(what=name, names=names)


def check_indices(votes: Votes) -> None:
    limits = {
        "rater": (0, len(votes.raters)),
        "source": (0, len(votes.sources)),
        "condition_a": (0, len(votes.conditions)),
        "condition_b": (0, len(votes.conditions)),
        "choice": (0, len(CHOICE_NAMES)),
        "left": (UNKNOWN, 2),
        "kind": (0, len(KIND_NAMES)),
        "expected": (UNKNOWN, 2),
        "session": (UNKNOWN, len(votes.sessions)),
    }
    for name, (low, high) in limits.items():
        values = getattr(votes, name)
        if values is not None:
            refuse((values < low) | (values >= high), f"{name} is outside {low}..{high - 1}")


def check_rows(votes: Votes) -> None:
    same = (votes.condition_a == votes.condition_b) & (votes.kind != BIAS)
    refuse(same, "a condition is compared with itself, which only a bias row may do")
    trap = votes.kind == TRAP
    refuse(trap & (votes.expected == UNKNOWN), "a trap has no expected answer")
    refuse(~trap & (votes.expected != UNKNOWN), "only a trap has an expected answer")


def refuse(wrong: BoolArray, problem: str) -> None:
    if wrong.any():
        raise ValueError(f"vote {int(np.argmax(wrong))}: {problem}")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is known of every condition besides its votes.

    Parameters
    ----------
    names : tuple of str
        Unique names, as in the votes.
    codec : tuple of str
        The codec of each; several conditions of one codec form its curve.
    bpp : ndarray of float, shape (n,)
        Total bits of its files over total pixels; nan where there is no rate (the original).
    label : tuple of str
        What a reader sees instead of the name.
    """

    names: tuple[str, ...]
    codec: tuple[str, ...]
    bpp: FloatArray
    label: tuple[str, ...]

    def __post_init__(self) -> None:
        count = len(self.names)
        if len(set(self.names)) != count:
            raise ValueError("conditions: a name occurs twice")
        if not len(self.codec) == len(self.label) == len(self.bpp) == count:
            raise ValueError(f"conditions: {count} names, but codec, bpp or label differ in length")
        for each in ("names", "codec", "label"):
            check_printable(what=f"conditions, {each}", names=getattr(self, each))
        wrong = ~np.isnan(self.bpp) & ~((self.bpp > 0) & np.isfinite(self.bpp))
        if wrong.any():
            name = self.names[int(np.argmax(wrong))]
            raise ValueError(f"condition {name!r}: bpp must be above 0 and finite")

    @property
    def codecs(self) -> tuple[str, ...]:
        """Codecs in the order in which they first occur."""
        return tuple(dict.fromkeys(self.codec))

    @classmethod
    def without_rates(cls, names: tuple[str, ...]) -> Conditions:
        """Conditions of which only the names are known: each is its own codec."""
        return cls(names, names, np.full(len(names), np.nan), names)
