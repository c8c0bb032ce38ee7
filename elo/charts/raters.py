"""Each rater a mark: random answers, agreement with others and with himself, favourite side."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette
from elo.charts.rater_marks import (
    AGREEMENT_TIPS,
    MANY,
    Row,
    agreement_axis,
    arrange,
    colour,
    describe,
    describe_agreement,
    draw_line,
    mark,
    name_columns,
    share_axis,
)
from elo.charts.side_limits import answers_axis, draw_limits, left_axis
from elo.core.numbers import percent_interval, percents
from elo.core.quality.judging import RaterQuality
from elo.core.quality.reasons import LAPSE_LIMIT
from figures.look import INK_SOFT

LEAST_STEP_PX, MOST_HEIGHT_PX = 14, 420


def draw_lapses(
    *, qualities: Sequence[RaterQuality], suggested: Collection[str], palette: Palette
) -> dict[str, Any] | None:
    """How often each answers at random, with 95 % intervals, sorted; None if no model says."""
    known = sorted(
        (each for each in qualities if not math.isnan(each.lapse.median)),
        key=lambda each: each.lapse.median,
    )
    if not known:
        return None
    rows = [
        {**describe(each, suggested), "rank": rank, **describe_lapse(each)}
        for rank, each in enumerate(known, start=1)
    ]
    tooltip = [
        *name_columns(),
        alt.Tooltip("lapse:Q", title="Random answers", format=".0%"),
        alt.Tooltip("interval:N", title="95 % interval"),
    ]
    y = alt.Y(
        "rank:Q",
        title=f"{len(rows)} raters, by median",
        axis=alt.Axis(labels=False, ticks=False, grid=False),
        scale=alt.Scale(domain=[0, len(rows) + 1], nice=False),
    )
    title, many = "Share of answers given at random", len(rows) > MANY
    whisker = alt.Chart(alt.InlineData(rows)).mark_rule(
        opacity=0.22 if many else 0.45, strokeWidth=1 if many else 2
    )
    whisker = whisker.encode(x=share_axis("low", title), x2="high:Q", y=y, color=colour())
    dots = mark(rows, share_axis("lapse", title), y, tooltip)
    height = min(max(len(rows) * LEAST_STEP_PX, 120), MOST_HEIGHT_PX)
    return arrange([draw_line("x", LAPSE_LIMIT), whisker, dots], palette, height)


def describe_lapse(quality: RaterQuality) -> Row:
    lapse = quality.lapse
    return {
        "lapse": round(lapse.median, 4),
        "low": round(lapse.q025, 4),
        "high": round(lapse.q975, 4),
        "interval": percent_interval(lapse),
    }


def draw_outliers(
    *, qualities: Sequence[RaterQuality], suggested: Collection[str], palette: Palette
) -> dict[str, Any] | None:
    """How well each agrees with scores made without him, over his votes; None for a lone rater."""
    known = [each for each in qualities if not math.isnan(each.agreement.z)]
    if not known:
        return None
    rows = [{**describe(each, suggested), **describe_agreement(each)} for each in known]
    x = alt.X(
        "votes:Q",
        title="Rated answers",
        axis=alt.Axis(tickMinStep=1, format="d"),
        scale=alt.Scale(zero=False, nice=True, padding=12),
    )
    dots = mark(rows, x, agreement_axis(alt.Y), [*name_columns(), *AGREEMENT_TIPS])
    return arrange([draw_line("y", 0), dots], palette)


def draw_repeats(
    *, qualities: Sequence[RaterQuality], suggested: Collection[str], palette: Palette
) -> dict[str, Any] | None:
    """Agreement with himself over agreement with the others; None without repeated pairs."""
    known = [each for each in qualities if each.repeats.shown and not math.isnan(each.agreement.z)]
    if not known:
        return None
    rows = [
        {**describe(each, suggested), **describe_agreement(each), **describe_repeats(each)}
        for each in known
    ]
    tooltip = [
        *name_columns(),
        alt.Tooltip("alike:N", title="Same answer again"),
        alt.Tooltip("usual:N", title="Usual for these pairs"),
        *AGREEMENT_TIPS,
    ]
    y = alt.Y(
        "same:Q",
        title="Repeated pairs answered alike",
        axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[-0.04, 1.04], nice=False),
    )
    size = size_by_repeats(most=max(each.repeats.shown for each in known))
    dots = mark(rows, agreement_axis(alt.X), y, tooltip, size)
    return arrange([draw_line("x", 0), dots], palette)


def describe_repeats(quality: RaterQuality) -> Row:
    repeats = quality.repeats
    return {
        "same": round(repeats.same_share, 4),
        "repeats": repeats.shown,
        "alike": f"{repeats.same} of {repeats.shown}",
        "usual": percents(repeats.expected_share),
    }


def size_by_repeats(*, most: int) -> alt.Size:
    """Make marks larger where more pairs were repeated, with one pair and the most as a key."""
    legend = alt.Legend(
        values=sorted({1, most}), format="d", symbolFillColor=INK_SOFT, symbolStrokeWidth=0
    )
    scale = alt.Scale(range=[35, 220])
    return alt.Size("repeats:Q", title="Repeated pairs", scale=scale, legend=legend)


def draw_sides(
    *, qualities: Sequence[RaterQuality], suggested: Collection[str], palette: Palette
) -> dict[str, Any] | None:
    """Share of answers for the left one over their number, with chance limits; None if unknown."""
    known = [each for each in qualities if each.sides.answers]
    if not known:
        return None
    rows = [
        {
            **describe(each, suggested),
            "answers": each.sides.answers,
            "left": round(each.sides.left_share, 4),
            "count": f"{each.sides.left} of {each.sides.answers}",
            "run": each.times.longest_side_run,
        }
        for each in known
    ]
    usual = sum(each.sides.left for each in known) / sum(each.sides.answers for each in known)
    most = max(each.sides.answers for each in known)
    tooltip = [
        *name_columns(),
        alt.Tooltip("count:N", title="Chose the left one"),
        alt.Tooltip("run:Q", title="Longest run of one side"),
    ]
    limits = draw_limits(usual=usual, most=most, n_raters=len(known))
    dots = mark(rows, answers_axis(most), left_axis("left"), tooltip)
    return arrange([*limits, dots], palette)
