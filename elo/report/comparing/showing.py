"""A comparison of two fits in words, tables and pictures; for its own page and for the site's."""

from __future__ import annotations

import math
from typing import Any

from elo.charts.comparing import draw_saving_pairs, draw_score_pairs
from elo.charts.look import make_palette
from elo.core.fit import MODELS
from elo.core.intervals import Interval
from elo.core.numbers import MINUS, THIN, decimals, percent, percents
from elo.core.savings import Saving
from elo.report.comparing.contrasts import EloContrast, FitComparison, SavingContrast
from elo.report.preference import KNOW_RANDOM_ANSWERS
from elo.report.words import describe_saving_interval

Spec = dict[str, Any]
# Models of one scale: ties are halves, no answer is random.
HALF_TIES_ALONE = MODELS.keys() - KNOW_RANDOM_ANSWERS
# The slopes are those of docs/methods.md.
SCALES = (
    " The two models' Elo are different scales, so gaps of scores are not to be compared between "
    "them: mle and plain take a tie for half a win and every answer at its word, bbq and crowd "
    "know careless raters, full knows them and takes ties by Davidson's model. In a simulated "
    "study mle showed 0.73 of the true gaps where 16 % of the answers were ties, 0.64 where 24 % "
    "were, 0.77 where 10 % were random, 0.92 where sources differed by 100 Elo, and all of them "
    "where nothing of this was so. Savings at equal quality can be compared: a stretch of the "
    "scale moves both codecs alike."
)
CAPTIONS = {
    "compare-savings": "Median saving and 95 % interval in both fits.",
    "compare-elo": (
        "Scores of the shared conditions in both fits, each with its 95 % interval, both of mean "
        "2000 over the shared ones. On the dashed line they agree; a mark with a dark rim differs "
        "beyond the interval."
    ),
}


def describe(comparison: FitComparison) -> dict[str, Any]:
    """Every word and cell of a comparison's page."""
    moved = [each for each in comparison.elo if each.beyond]
    return {
        "simulated": comparison.simulated,
        "finding": write_finding(comparison),
        "first": comparison.first.facts,
        "second": comparison.second.facts,
        "settings": comparison.settings,
        "same": comparison.same,
        "test": label_of(comparison, comparison.test) if comparison.test else "",
        "savings": [saving_cells(each, comparison) for each in comparison.of_test()],
        "moved": [elo_cells(each, comparison) for each in moved],
        "shared": len(comparison.elo),
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
        "scale": percents(comparison.scale),
        "rank_correlation": decimals(comparison.rank_correlation),
        "caution": write_caution(comparison),
    }


def write_finding(comparison: FitComparison) -> str:
    """Say in one sentence whether the fits agree."""
    given = [each for each in comparison.of_test() if not math.isnan(each.difference.median)]
    told = [count_of(sum(each.beyond for each in comparison.elo), len(comparison.elo), "score")]
    if given:
        told.append(count_of(sum(each.beyond for each in given), len(given), "saving"))
    text = f"{' and '.join(told)} differ beyond the 95{THIN}% interval."
    return text[0].upper() + text[1:]


def count_of(some: int, every: int, what: str) -> str:
    """Say how many of how many, as in a sentence."""
    return f"{some or 'none'} of {every} {what}s"


def write_caution(comparison: FitComparison) -> str:
    """What a reader must know of the intervals of differences."""
    same = comparison.first.facts["votes_sha256"] == comparison.second.facts["votes_sha256"]
    seen = "Both fits saw the same votes" if same else "The fits may share votes"
    many = "with many numbers, one in twenty lies beyond by chance"
    return (
        "A difference lies beyond its interval where the central 95 % of the differences of their "
        f"draws, paired at random, leave out zero; {many}. {seen}; as far as they do, their "
        "errors go together and the intervals of differences are wider than need be."
        f"{warn_scales(comparison)}"
    )


def warn_scales(comparison: FitComparison) -> str:
    """Say that Elo of models that take ties or random answers otherwise are not one scale."""
    models = [str(each.facts["model"]) for each in (comparison.first, comparison.second)]
    if models[0] == models[1] or HALF_TIES_ALONE.issuperset(models):
        return ""
    return SCALES


def label_of(comparison: FitComparison, codec: str) -> str:
    return comparison.first.label(codec)


def saving_cells(change: SavingContrast, comparison: FitComparison) -> dict[str, Any]:
    """One anchor in both fits."""
    return {
        "anchor": label_of(comparison, change.anchor),
        "both": [fit_cells(each) for each in (change.first, change.second)],
        "difference": describe_points(change.difference),
        "beyond": change.beyond,
    }


def fit_cells(saving: Saving) -> tuple[str, str]:
    """Saving and interval in one fit."""
    if saving.refused:
        return "no number", ""
    return percents(saving.saving.median), describe_saving_interval(saving)


def describe_points(difference: Interval) -> str:
    """A difference of savings in percentage points, with its interval."""
    if math.isnan(difference.median):
        return ""
    low, high = percent(difference.q025, 1), percent(difference.q975, 1)
    return f"{percent(difference.median, 1)} points ({low} to {high})"


def elo_cells(change: EloContrast, comparison: FitComparison) -> dict[str, Any]:
    """One condition that moved."""
    drawn = change.difference
    words = f"{drawn.median:+.0f} ({drawn.q025:+.0f} to {drawn.q975:+.0f})"
    return {
        "condition": change.condition,
        "codec": label_of(comparison, change.codec),
        "first": f"{change.first.median:.0f}",
        "second": f"{change.second.median:.0f}",
        "difference": words.replace("-", MINUS),
    }


def draw(comparison: FitComparison) -> dict[str, Spec]:
    """Both pictures, by name."""
    codecs = (*comparison.first.codecs, *comparison.second.codecs)
    palette = make_palette(
        {codec: label_of(comparison, codec) for codec in codecs},
        test=comparison.test,
        simulated=comparison.simulated,
    )
    pairs = [
        (palette.label(each.anchor), each.first.saving, each.second.saving)
        for each in comparison.of_test()
    ]
    scores = [
        (each.condition, each.codec, each.first, each.second, each.beyond)
        for each in comparison.elo
    ]
    savings = draw_saving_pairs(test=palette.test_label, pairs=pairs, palette=palette)
    drawn = {"compare-savings": savings} if savings else {}
    return {**drawn, "compare-elo": draw_score_pairs(scores=scores, palette=palette)}
