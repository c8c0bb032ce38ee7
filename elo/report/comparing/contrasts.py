"""Two fits side by side: what was different, and which numbers moved beyond their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from elo.core.curves import Curve
from elo.core.intervals import Interval, summarise
from elo.core.metrics.agreement import rank
from elo.core.savings import Saving, compare_codecs, draw_log2_ratio
from elo.core.types import MEAN_ELO, FloatArray
from elo.report.comparing.stored import StoredFit
from elo.report.methods_of_full import PARTS, find_part

# What fit.json says of a fit, and how a reader calls it.
SETTINGS = {
    "title": "Title",
    "model": "Model",
    "seed": "Seed",
    "n_votes": "Rated votes",
    "n_raters": "Raters",
    "n_conditions": "Conditions rated",
    "votes_sha256": "SHA-256 of the votes",
    "left_out": "Conditions left out",
    "without": "Raters left out",
    "simulated": "Simulated votes",
    "generated_at": "Written",
}


@dataclass(frozen=True, slots=True)
class EloContrast:
    """One condition in both fits, Elo points on the scale of the shared conditions."""

    condition: str
    codec: str
    first: Interval
    second: Interval
    difference: Interval
    beyond: bool


@dataclass(frozen=True, slots=True)
class SavingContrast:
    """One pair of codecs in both fits; the difference is nan where one of them is refused."""

    test: str
    anchor: str
    first: Saving
    second: Saving
    difference: Interval
    beyond: bool


@dataclass(frozen=True, slots=True)
class FitComparison:
    """All that a comparison shows.

    Parameters
    ----------
    first, second : StoredFit
        As they were read.
    settings : tuple of (str, str, str)
        Name, and the words of both, of what differs.
    same : tuple of (str, str)
        Name and words of what does not.
    only_first, only_second : tuple of str
        Conditions that the other does not rate.
    elo : tuple of EloContrast
        Of the shared conditions.
    savings : tuple of SavingContrast
        Of every ordered pair of shared codecs.
    test : str or None
        The codec that the savings are shown of.
    scale : float
        Spread of the second's scores over that of the first's.
    rank_correlation : float
        Spearman's, of the shared conditions.
    """

    first: StoredFit
    second: StoredFit
    settings: tuple[tuple[str, str, str], ...]
    same: tuple[tuple[str, str], ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    elo: tuple[EloContrast, ...]
    savings: tuple[SavingContrast, ...]
    test: str | None
    scale: float
    rank_correlation: float

    def of_test(self) -> tuple[SavingContrast, ...]:
        """Savings of the codec the comparison is about."""
        return tuple(each for each in self.savings if each.test == self.test)

    @property
    def simulated(self) -> bool:
        """Whether a program gave votes to either."""
        return bool(self.first.facts.get("simulated") or self.second.facts.get("simulated"))


def compare_fits(first: StoredFit, second: StoredFit) -> FitComparison:
    """Compare two fits.

    Raises
    ------
    ValueError
        If they share fewer than two conditions.
    """
    shared = [name for name in first.conditions if name in second.conditions]
    if len(shared) < 2:
        raise ValueError(
            f"the two fits share {len(shared)} rated conditions, a comparison needs two; the "
            f"first rates {', '.join(first.conditions[:5])}, the second "
            f"{', '.join(second.conditions[:5])}"
        )
    draws = [centre(each, shared) for each in (first, second)]
    means = [each.mean(axis=0) for each in draws]
    differing, same = split_settings(first.facts, second.facts)
    savings = compare_savings(first, second)
    return FitComparison(
        first=first,
        second=second,
        settings=differing,
        same=same,
        only_first=tuple(name for name in first.conditions if name not in shared),
        only_second=tuple(name for name in second.conditions if name not in shared),
        elo=compare_scores(first, shared, draws),
        savings=savings,
        test=find_reported_test(first, second, savings),
        scale=float(means[1].std() / means[0].std()),
        rank_correlation=float(np.corrcoef(rank(means[0]), rank(means[1]))[0, 1]),
    )


def centre(fit: StoredFit, shared: list[str]) -> FloatArray:
    """Draws of the shared conditions, of mean 2000: each fit has its own set of conditions."""
    column = {name: at for at, name in enumerate(fit.conditions)}
    draws = fit.draws_elo[:, [column[name] for name in shared]]
    return np.asarray(draws - draws.mean(axis=1, keepdims=True) + MEAN_ELO)


def subtract(first: FloatArray, second: FloatArray) -> FloatArray:
    """Draws of second minus first, paired at random, as of fits that know nothing of each other.

    Where both saw the same votes their errors go together and the true interval is narrower.
    """
    rng = np.random.default_rng(0)
    count = max(len(first), len(second))
    picks = [rng.permutation(np.resize(np.arange(len(each)), count)) for each in (first, second)]
    return np.asarray(second[picks[1]] - first[picks[0]])


def is_beyond(difference: Interval) -> bool:
    """Whether the 95 % interval leaves out zero."""
    return bool(difference.q025 > 0 or difference.q975 < 0)


def compare_scores(
    first: StoredFit, shared: list[str], draws: list[FloatArray]
) -> tuple[EloContrast, ...]:
    """Every shared condition, in the first fit's order."""
    codec = dict(zip(first.conditions, first.codec, strict=True))
    change = subtract(*draws)
    found = []
    for at, name in enumerate(shared):
        difference = summarise(change[:, at])
        one, two = (summarise(each[:, at]) for each in draws)
        found.append(EloContrast(name, codec[name], one, two, difference, is_beyond(difference)))
    return tuple(found)


def compare_savings(first: StoredFit, second: StoredFit) -> tuple[SavingContrast, ...]:
    """Every ordered pair of codecs that both fits have rates of."""
    one, two = first.make_curves(), second.make_curves()
    shared = [codec for codec in one if codec in two]
    return tuple(
        compare_pair(one[test], one[anchor], two[test], two[anchor])
        for test in shared
        for anchor in shared
        if test != anchor
    )


def compare_pair(test1: Curve, anchor1: Curve, test2: Curve, anchor2: Curve) -> SavingContrast:
    first = compare_codecs(test=test1, anchor=anchor1)
    second = compare_codecs(test=test2, anchor=anchor2)
    if first.refused or second.refused:
        nothing = summarise(np.empty(0))
        return SavingContrast(first.test, first.anchor, first, second, nothing, False)
    ratios = [draw_log2_ratio(test1, anchor1), draw_log2_ratio(test2, anchor2)]
    savings = [1 - np.exp2(each[~np.isnan(each)]) for each in ratios]
    difference = summarise(subtract(*savings))
    return SavingContrast(
        first.test, first.anchor, first, second, difference, is_beyond(difference)
    )


def find_reported_test(
    first: StoredFit, second: StoredFit, savings: tuple[SavingContrast, ...]
) -> str | None:
    """The codec that one of the reports is about, the first's if it can be compared."""
    known = {each.test for each in savings}
    wanted = (first.facts.get("test_codec"), second.facts.get("test_codec"))
    return next((codec for codec in wanted if codec in known), None)


def split_settings(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> tuple[tuple[tuple[str, str, str], ...], tuple[tuple[str, str], ...]]:
    """What differs between the fits, and what does not."""
    full = "full" in (first.get("model"), second.get("model"))
    one, two = list_settings(first, full), list_settings(second, full)
    differing = tuple((label, one[label], two[label]) for label in one if one[label] != two[label])
    return differing, tuple((label, one[label]) for label in one if one[label] == two[label])


def list_settings(facts: Mapping[str, Any], full: bool) -> dict[str, str]:
    """What fit.json says of a fit, as a reader calls it; where asked, of `full`'s parts too."""
    told = {label: facts.get(name) for name, label in SETTINGS.items()}
    if full:
        parts = facts.get("settings", {}) if facts.get("model") == "full" else None
        told |= {
            f"With {words}": None if parts is None else find_part(parts, part)
            for part, words in PARTS.items()
        }
        # Fits from before it could be asked for did not.
        told["Scores pooled along the rates"] = (parts or {}).get("pooled_rates", "no")
    return {label: in_words(value) for label, value in told.items()}


def in_words(value: Any) -> str:
    """A value of fit.json as a reader sees it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return f"{len(value)}: {', '.join(map(str, value))}" if value else "none"
    return "none" if value in (None, "") else str(value)
