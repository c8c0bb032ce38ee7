"""The items of the artefact check by strength: how often each was answered right."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from evalsite.studies.watching.drawing import (
    WIDTH_PX,
    finish,
    quiet_legend,
    share_look,
    unit_look,
)
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.watch import Watch
from figures.look import INK, Layer, Palette
from raters.checks.psi import LAPSES, SLOPES, THRESHOLDS, chance_right
from raters.checks.sensitivity import COUNTED
from raters.models import ArtefactItem

BINS = 10
LOWEST_SHARE = 0.3  # of the picture where nothing lies below; one half is guessing
SURE = 1 - 1e-6  # nobody is never wrong
CURVE_AT = np.linspace(0, 1, 101)


def show_items(watch: Watch) -> Figure:
    answered = item_rows(watch)
    rows = bin_rows(answered)
    return Figure(
        name="items",
        title=_("Items of the artefact check by strength"),
        words=_(
            "Each mark is a tenth of the strengths (0 invisible, 1 obvious) for one codec: how "
            "often the original was found. The line is the psychometric curve that fits all "
            "answers best; one half is guessing. The check aims at each rater's own threshold, so "
            "hard items were met by keen eyes."
        ),
        columns=[
            Column("codec", _("Codec")),
            Column("strength_from", _("Strength from"), ".1f"),
            Column("strength_to", _("to"), ".1f"),
            Column("items", _("Items"), ",d"),
            Column("answers", _("Answers"), ",d"),
            Column("right_share", _("Answered right"), ".1%"),
        ],
        rows=rows,
        spec=draw_items(rows, fit_curve(answered), watch.simulated) if rows else None,
        empty=_(
            "No item has been answered yet. Whoever reads the plates is shown pairs of the item "
            "bank; the share answered right appears here by strength and codec."
        ),
    )


def item_rows(watch: Watch) -> list[Row]:
    """One row an item of the bank that counted for somebody."""
    codecs = {str(code): codec for code, codec in ArtefactItem.objects.values_list("code", "codec")}
    keys = {
        "code": KeyTextTransform("item", "item"),
        "strength": KeyTextTransform("strength", "item"),
    }
    rows = watch.answers("artefact").filter(item__kind__in=COUNTED).annotate(**keys)
    grouped = rows.values(*keys).annotate(
        answers=Count("pk"), right=Count("pk", filter=Q(correct=True))
    )
    gone = _("no longer in the bank")
    return [
        {**row, "strength": float(row["strength"]), "codec": codecs.get(row["code"], gone)}
        for row in grouped.order_by()
    ]


def bin_rows(answered: Sequence[Row]) -> list[Row]:
    bins: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in answered:
        bins[row["codec"], min(BINS - 1, int(row["strength"] * BINS))].append(row)
    return [
        {
            "codec": codec,
            "strength_from": number / BINS,
            "strength_to": (number + 1) / BINS,
            "strength": mean_strength(inside),
            "items": len(inside),
            "answers": sum(row["answers"] for row in inside),
            "right_share": sum(r["right"] for r in inside) / sum(r["answers"] for r in inside),
        }
        for (codec, number), inside in sorted(bins.items())
    ]


def mean_strength(rows: Sequence[Row]) -> float:
    weight = [row["answers"] for row in rows]
    return float(np.average([row["strength"] for row in rows], weights=weight))


def fit_curve(answered: Sequence[Row]) -> list[Row]:
    """The curve of the check's own family under which these answers are likeliest."""
    strength, answers, right = (
        np.array([row[key] for row in answered], float) for key in ("strength", "answers", "right")
    )
    slopes = np.geomspace(SLOPES[0] / 2, SLOPES[-1], 16)
    best, found = -np.inf, (0.0, 0.0, 0.0)
    for slope, lapse in itertools.product(slopes.tolist(), LAPSES.tolist()):
        chance = chance_right(strength, threshold=THRESHOLDS[:, None], slope=slope, lapse=lapse)
        likely = np.log(chance) @ right + np.log1p(-chance.clip(max=SURE)) @ (answers - right)
        if likely.max() > best:
            best, found = likely.max(), (float(THRESHOLDS[likely.argmax()]), slope, lapse)
    threshold, slope, lapse = found
    share = chance_right(CURVE_AT, threshold=threshold, slope=slope, lapse=lapse)
    return [{"strength": float(x), "share": float(y)} for x, y in zip(CURVE_AT, share, strict=True)]


def draw_items(rows: list[Row], curve: list[Row], simulated: bool) -> dict[str, Any]:
    codecs = tuple(dict.fromkeys(row["codec"] for row in rows))
    palette = Palette(codecs=codecs, labels=codecs)
    line = alt.Chart(alt.InlineData(curve)).mark_line(color=INK, strokeWidth=2)
    look = share_look(lowest_share(rows))
    x = alt.X("strength:Q", title=_("Strength: 0 invisible, 1 obvious"), **unit_look())
    y = alt.Y("right_share:Q", title=_("Answered right"), **look)
    share = alt.Y("share:Q", title=_("Answered right"), **look)
    layers = alt.layer(line.encode(x=x, y=share), draw_marks(rows, palette, x, y))
    return finish(layers.properties(width=WIDTH_PX - 60, height=300), simulated)


def lowest_share(rows: list[Row]) -> float:
    """Where the axis begins: no mark may fall below it."""
    return LOWEST_SHARE if min(row["right_share"] for row in rows) >= LOWEST_SHARE else 0.0


def draw_marks(rows: list[Row], palette: Palette, x: alt.X, y: alt.Y) -> Layer:
    legend = quiet_legend()
    # Not clipped: a mark on an edge of the plot, such as one at 100 %, is drawn whole.
    marks = alt.Chart(alt.InlineData(rows)).mark_point(filled=True, opacity=0.85)
    return marks.encode(
        x=x,
        y=y,
        size=alt.Size("answers:Q", scale=alt.Scale(range=[30, 260]), legend=None),
        color=alt.Color("codec:N", scale=palette.colour(), legend=legend),
        shape=alt.Shape("codec:N", scale=palette.mark(), legend=legend),
        tooltip=[
            alt.Tooltip("codec:N", title=_("Codec")),
            alt.Tooltip("strength:Q", title=_("Strength"), format=".2f"),
            alt.Tooltip("right_share:Q", title=_("Answered right"), format=".1%"),
            alt.Tooltip("answers:Q", title=_("Answers"), format=",d"),
        ],
    )
