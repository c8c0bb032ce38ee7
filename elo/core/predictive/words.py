"""Posterior predictive checks in words for a reader."""

from __future__ import annotations

from collections.abc import Callable

from elo.core.numbers import percents
from elo.core.predictive.checking import CheckResult, CheckRow

NEAR, FAR = slice(0, 3), slice(-3, None)  # of the groups by gap, nearest pairs first

# name -> what is compared, as a heading.
TITLES: dict[str, str] = {
    "gap": "How often the better-rated wins, by the gap between the two",
    "ties": "How often people are undecided, by the gap between the two",
    "side": "How often what is shown left wins",
    "rater": "How often each rater agrees with the scores",
    "source": "How the conditions do on each source",
    "pairs": "Win rates of pairs on one scale (transitivity)",
}


def describe_check(result: CheckResult) -> str:
    """Say whether the model makes such answers, and if not, how people differ from it."""
    if result.fits:
        return f"The model makes answers like these ({describe_p(result)})."
    return f"{DIFFERENCES[result.name](result)} ({describe_p(result)})."


def describe_p(result: CheckResult) -> str:
    least = 1 / result.replicates
    if result.p_value < least:
        return f"p under {least:g}"
    return f"p {result.p_value:.2f}" if result.p_value >= 0.01 else f"p {result.p_value:.3f}"


def tell_gap(result: CheckResult) -> str:
    near, far = excess(result.rows[NEAR]), excess(result.rows[FAR])
    parts = [
        f"on {name} pairs the better-rated won {compare(share)} often than the model says"
        for name, share in (("near", near), ("far", far))
    ]
    why = "; some answers may be random" if far < 0 < near else ""
    return f"{' and '.join(parts).capitalize()}{why}"


def tell_ties(result: CheckResult) -> str:
    near, far = excess(result.rows[NEAR]), excess(result.rows[FAR])
    return (
        f"People were {compare(near)} often undecided on near pairs, and {compare(far)} often on "
        "far ones, than the model says"
    )


def tell_side(result: CheckResult) -> str:
    row = result.rows[0]
    return (
        f"What is shown left won {percents(row.observed, 1)} of the time, and "
        f"{percents(row.expected, 1)} expected"
    )


def tell_raters(result: CheckResult) -> str:
    low, high = count_outside(result.rows)
    chance = 0.025 * len(result.rows)
    return (
        f"{low} of {len(result.rows)} raters agree with the scores less, and {high} more, than "
        f"nearly all raters the model makes up (by chance about {chance:.0f} each)"
    )


def tell_sources(result: CheckResult) -> str:
    high = sorted(result.rows, key=lambda row: row.q975 - row.observed)
    outside = [row.group for row in high if row.observed > row.q975]
    named = f", most of all on {', '.join(outside[:3])}" if outside else ""
    return (
        "Conditions do better or worse on single sources than the model says, on "
        f"{len(outside)} of {len(high)} sources{named}"
    )


def tell_pairs(result: CheckResult) -> str:
    row = result.rows[0]
    return (
        "Win rates of pairs are farther from one common scale than chance has it: misfit "
        f"{row.observed:.2f}, and {row.q025:.2f} to {row.q975:.2f} expected"
    )


DIFFERENCES: dict[str, Callable[[CheckResult], str]] = {
    "gap": tell_gap,
    "ties": tell_ties,
    "side": tell_side,
    "rater": tell_raters,
    "source": tell_sources,
    "pairs": tell_pairs,
}


def excess(rows: tuple[CheckRow, ...]) -> float:
    """Observed minus expected share over several groups."""
    votes = sum(row.votes for row in rows)
    return sum(row.votes * (row.observed - row.expected) for row in rows) / votes


def compare(share: float) -> str:
    return "more" if share > 0 else "less"


def count_outside(rows: tuple[CheckRow, ...]) -> tuple[int, int]:
    """Groups below and above what 95 % of the made-up studies give."""
    return (
        sum(row.observed < row.q025 for row in rows),
        sum(row.observed > row.q975 for row in rows),
    )
