"""The plates of the colour check by difficulty. Counts alone: what one person read is not here."""

from __future__ import annotations

from typing import Any

import altair as alt
from django.db.models import Case, Count, F, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.watching.drawing import WIDTH_PX, finish, share_look, tell_apart
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.watch import Watch

KINDS = {
    "control": gettext_lazy("Control"),
    "practice": gettext_lazy("Practice"),
    "scored": gettext_lazy("Scored"),
    "tritan": gettext_lazy("Tritan, decides nothing"),
}
# Django reads a JSON null as NULL or as this word, by database.
NO_SECOND = ("null", "None", "")


def show_plates(watch: Watch) -> Figure:
    rows = plate_rows(watch)
    return Figure(
        name="plates",
        title=_("Plates by difficulty"),
        words=_(
            "How often each kind of plate was read right, and how often the typical error was "
            "made: the digit a colour-deficient eye finds, in transformation plates alone. "
            "Everybody who took the check is in here, passed or not."
        ),
        columns=[
            Column("kind", _("Kind")),
            Column("line", _("Line")),
            Column("chroma", _("Chroma")),
            Column("figure", _("Figure")),
            Column("shown", _("Shown"), ",d"),
            Column("right_share", _("Read right"), ".1%"),
            Column("typical_share", _("Typical error"), ".1%"),
        ],
        rows=rows,
        spec=draw_plates(rows, watch.simulated) if rows else None,
        empty=_(
            "No plate has been read yet. Every rater who comes past the screen reads plates; their "
            "share read right appears here by line and chroma."
        ),
    )


def plate_rows(watch: Watch) -> list[Row]:
    answers = watch.answers("colour").annotate(
        **{name: KeyTextTransform(name, "item") for name in ("kind", "line", "chroma")},
        second=Cast(KeyTextTransform("second", "item"), TextField()),
    )
    plain = Q(second=None) | Q(second__in=NO_SECOND)
    marked = answers.annotate(hides=Case(When(plain, then=Value(0)), default=Value(1)))
    rows = (
        marked.values("kind", "line", "chroma", "hides")
        .annotate(
            shown=Count("pk"),
            right=Count("pk", filter=Q(correct=True)),
            typical=Count("pk", filter=Q(hides=1, given=F("second"))),
        )
        .order_by()
    )
    return sorted(
        (describe(dict(row)) for row in rows), key=lambda row: (row["order"], row["plate"])
    )


def describe(row: Row) -> Row:
    hides = bool(row["hides"])
    figure = _("transformation") if hides else _("one digit")
    scored = row["kind"] == "scored"
    plate = ", ".join([row["line"], row["chroma"], figure]) if scored else str(kind_of(row))
    return {
        "order": list(KINDS).index(row["kind"]) if row["kind"] in KINDS else len(KINDS),
        "plate": plate,
        "kind": str(kind_of(row)),
        "line": row["line"],
        "chroma": row["chroma"],
        "figure": figure,
        "shown": row["shown"],
        "right_share": row["right"] / row["shown"],
        "typical_share": row["typical"] / row["shown"] if hides else None,
    }


def kind_of(row: Row) -> object:
    return KINDS.get(row["kind"], row["kind"])


def draw_plates(rows: list[Row], simulated: bool) -> dict[str, Any]:
    right, typical = _("read right"), _("typical error")
    drawn = [
        {"plate": row["plate"], "what": what, "share": share, "shown": row["shown"]}
        for row in rows
        for what, share in ((right, row["right_share"]), (typical, row["typical_share"]))
        if share is not None
    ]
    chart = alt.Chart(alt.InlineData(drawn)).mark_point(filled=True, size=110, opacity=1)
    points = chart.encode(
        x=alt.X("share:Q", title=_("Share of the plates shown"), **share_look()),
        y=alt.Y(
            "plate:N",
            sort=[row["plate"] for row in rows],
            title=None,
            axis=alt.Axis(labelLimit=260, grid=True, domain=False, ticks=False),
        ),
        **tell_apart("what:N", right, typical),
        tooltip=[
            alt.Tooltip("plate:N", title=_("Plate")),
            alt.Tooltip("what:N", title=_("What")),
            alt.Tooltip("share:Q", title=_("Share"), format=".1%"),
            alt.Tooltip("shown:Q", title=_("Shown"), format=",d"),
        ],
    )
    return finish(points.properties(width=WIDTH_PX - 220, height=alt.Step(26)), simulated)
