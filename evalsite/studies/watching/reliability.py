"""How raters did later, beside the threshold they were let in with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
from django.urls import reverse
from django.utils.translation import gettext as _

from evalsite.studies.models import Session
from evalsite.studies.watching.drawing import finish, share_look, tell_apart
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.thresholds import latest_measured, read_sd, threshold_look
from evalsite.studies.watching.watch import NO_VOTES, Visit, Watch
from figures.look import INK, Layer

PANEL_PX = 400


def show_reliability(watch: Watch) -> Figure:
    rows = reliability_rows(watch)
    drawn = [row for row in rows if row["threshold"] is not None]
    return Figure(
        name="reliability",
        title=_("Later reliability beside the threshold"),
        words=_(
            "Each mark is a session: traps answered right, and repeated pairs answered alike, "
            "against the rater's threshold. If the check tells something about care, the marks "
            "fall to the right. Marks that would lie on each other are set a little apart."
        ),
        columns=[
            Column("rater", _("Rater")),
            Column("threshold", _("Threshold"), ".2f"),
            Column("sd", _("± sd"), ".2f"),
            Column("traps", _("Traps"), ",d"),
            Column("traps_right_share", _("Right"), ".0%"),
            Column("repeats", _("Repeats"), ",d"),
            Column("repeats_alike_share", _("Alike"), ".0%"),
            Column("used", _("Votes used")),
            Column("unused_because", _("Why not")),
        ],
        rows=rows,
        spec=draw_reliability(drawn, watch) if drawn else None,
        empty=say_empty(rows),
        links={row["rater"]: row["address"] for row in rows},
    )


def say_empty(rows: Sequence[Row]) -> str:
    if rows:
        return _(
            "No rater with votes has a measured threshold, so there is nothing to set side by "
            "side: what came of traps and repeats is in the table."
        )
    return _(
        "No trap or repeat has been answered yet. What comes of them appears here beside each "
        "rater's threshold."
    )


def reliability_rows(watch: Watch) -> list[Row]:
    """One row a session with traps or repeats answered."""
    rows = [describe(visit, watch) for visit in watch.visits]
    return [row for row in rows if row["traps"] or row["repeats"]]


def describe(visit: Visit, watch: Watch) -> Row:
    tally = watch.tallies.get(visit.session, NO_VOTES)
    taken = latest_measured(visit, watch)
    return {
        "rater": visit.short,
        "threshold": float(taken.measured["threshold"]) if taken else None,
        "sd": read_sd(taken.measured) if taken else None,
        "traps": tally.traps,
        "traps_right_share": tally.right / tally.traps if tally.traps else None,
        "repeats": tally.repeats,
        "repeats_alike_share": tally.agreeing / tally.repeats if tally.repeats else None,
        "used": _("yes") if visit.used else _("no"),
        "unused_because": say_why_unused(visit),
        "address": reverse("studies:rater", args=[watch.study.slug, visit.code]),
        "spread": spread_of(visit),
    }


def say_why_unused(visit: Visit) -> str | None:
    return str(Session.Unused(visit.unused_because).label) if visit.unused_because else None


def spread_of(visit: Visit) -> float:
    """A little up or down, the same for a rater every time."""
    return (visit.code.int % 101 - 50) / 50 * 0.015


def draw_reliability(rows: list[Row], watch: Watch) -> dict[str, Any]:
    panels = {
        "traps_right_share": _("Traps answered right"),
        "repeats_alike_share": _("Repeated pairs answered alike"),
    }
    traps, alike = (draw_panel(key, title) for key, title in panels.items())
    use = alt.Chart(alt.InlineData([{"share": watch.study.use_trap_share}]))
    line = use.mark_rule(color=INK, strokeDash=[5, 4]).encode(
        y=alt.Y("share:Q", title=_("Traps answered right"), **share_look())
    )
    parts = alt.hconcat(alt.layer(traps, line), alike, spacing=40)
    return finish(parts, watch.simulated, {key: panel_rows(rows, key) for key in panels})


def panel_rows(rows: list[Row], key: str) -> list[Row]:
    return [
        {name: row[name] for name in ("rater", "threshold", "used", "address")}
        | {"told": row[key], "share": min(1.0, max(0.0, row[key] + row["spread"]))}
        for row in rows
        if row[key] is not None
    ]


def draw_panel(key: str, title: str) -> Layer:
    chart = alt.Chart(alt.NamedData(key), width=PANEL_PX, height=280)
    return chart.mark_point(filled=True, size=44, opacity=0.55, cursor="pointer").encode(
        x=alt.X("threshold:Q", **threshold_look(_("Threshold"), step=0.2)),
        y=alt.Y("share:Q", title=title, **share_look()),
        **tell_apart("used:N", _("yes"), _("no"), _("Votes used")),
        href="address:N",
        tooltip=[
            alt.Tooltip("rater:N", title=_("Rater")),
            alt.Tooltip("threshold:Q", title=_("Threshold"), format=".2f"),
            alt.Tooltip("told:Q", title=title, format=".0%"),
            alt.Tooltip("used:N", title=_("Votes used")),
        ],
    )
