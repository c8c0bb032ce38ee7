"""Plain data that flows through the core: votes in, a fit's draws out. Numpy arrays, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
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


@dataclass(frozen=True, slots=True)
class EloFit:
    """What a model says about the rated conditions.

    Parameters
    ----------
    conditions : tuple of str
        Rated conditions, sorted by name.
    draws_elo : ndarray of float, shape (n_draws, n_conditions)
        Draws from the posterior, chain after chain; every draw has mean 2000.
    model, seed, ties, digest : str, int, str, str
        How, and from which data (the digest of the votes).
    votes_per_condition : ndarray of int, shape (n_conditions,)
        Rated answers each condition took part in.
    n_votes, n_raters : int
        Rated answers, and the people who gave them.
    rhat, ess_bulk, ess_tail : ndarray of float, shape (n_conditions,)
        Convergence of each score; nan where draws are independent (Laplace).
    chains, divergences : int
        Of the sampler; one chain and none for exact draws.
    other_draws : mapping of str to ndarray, shape (n_draws,)
        Further parameters of the model; each name ends in its unit, ``spread_logit``.
    other_rhat, other_ess : mapping of str to float
        Convergence of those and of groups of parameters; the least of bulk and tail.
    raters : tuple of str
        Whose reliability the model knows; empty where it knows none.
    draws_lapse : ndarray of float, shape (n_draws, n_raters), optional
        How often each answers at random, 0 to 1.
    sources : tuple of str
        On which the model knows the conditions apart; empty where it does not.
    draws_source_elo : ndarray of float32, shape (n_draws, n_sources, n_conditions), optional
        Score of each condition on each source, on the scale of ``draws_elo``.
    """

    conditions: tuple[str, ...]
    draws_elo: FloatArray
    model: str
    seed: int
    ties: str
    digest: str
    votes_per_condition: IntArray
    n_votes: int
    n_raters: int
    simulated: bool
    rhat: FloatArray
    ess_bulk: FloatArray
    ess_tail: FloatArray
    chains: int = 1
    divergences: int = 0
    other_draws: Mapping[str, FloatArray] = field(default_factory=dict)
    other_rhat: Mapping[str, float] = field(default_factory=dict)
    other_ess: Mapping[str, float] = field(default_factory=dict)
    raters: tuple[str, ...] = ()
    draws_lapse: FloatArray | None = None
    sources: tuple[str, ...] = ()
    draws_source_elo: NDArray[np.float32] | None = None
    priors: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.draws_elo.ndim != 2 or self.draws_elo.shape[1] != len(self.conditions):
            raise ValueError(
                f"draws_elo has shape {self.draws_elo.shape}, "
                f"expected (n_draws, {len(self.conditions)})"
            )
        if not np.isfinite(self.draws_elo).all():
            raise ValueError("draws_elo holds values that are not finite")
        draws, conditions = self.draws_elo.shape
        check_shape("draws_lapse", self.draws_lapse, (draws, len(self.raters)))
        check_shape(
            "draws_source_elo", self.draws_source_elo, (draws, len(self.sources), conditions)
        )

    @property
    def mean_elo(self) -> FloatArray:
        """Posterior means, shape (n_conditions,)."""
        return np.asarray(self.draws_elo.mean(axis=0), dtype=np.float64)

    @property
    def sd_elo(self) -> FloatArray:
        """Posterior standard deviations, shape (n_conditions,)."""
        return np.asarray(self.draws_elo.std(axis=0, ddof=1), dtype=np.float64)

    def quantile_elo(self, share: float) -> FloatArray:
        """Posterior quantile of each condition, shape (n_conditions,)."""
        return np.asarray(np.quantile(self.draws_elo, share, axis=0), dtype=np.float64)

    @property
    def worst_rhat(self) -> float:
        """Largest R-hat of any parameter; nan where one is, and where draws are independent."""
        return float(np.max([*self.rhat, *self.other_rhat.values()]))

    @property
    def least_ess(self) -> float:
        """Smallest effective sample size, bulk or tail; nan as `worst_rhat`."""
        return float(np.min([*self.ess_bulk, *self.ess_tail, *self.other_ess.values()]))


def check_shape(
    name: str, draws: NDArray[np.floating[Any]] | None, expected: tuple[int, ...]
) -> None:
    if draws is not None and draws.shape != expected:
        raise ValueError(f"{name} has shape {draws.shape}, expected {expected}")
