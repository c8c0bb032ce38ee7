"""Sessions that run now, by step."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evalsite.live.panels.panel import Panel
from evalsite.live.sessions import STEPS
from evalsite.live.state import Live
from evalsite.studies.watching.figure import Column, Row


def show_sessions(live: Live) -> Panel:
    rows = session_rows(live)
    some = any(row["sessions"] for row in rows)
    return Panel(
        name="sessions",
        title=_("Sessions now"),
        words=_(
            "Sessions that have not ended, by the step they are at. “Here” showed a sign of life "
            "in the last five minutes; who is away longer than the study allows is timed out."
        ),
        columns=[
            Column("step", _("Step")),
            Column("here", _("Here"), ",d"),
            Column("away", _("Away"), ",d"),
            Column("sessions", _("Together"), ",d"),
        ],
        rows=rows if some else [],
        data={"sessions": rows if some else []},
        empty=_("Nobody is in a session now. Whoever comes is shown here by step."),
    )


def session_rows(live: Live) -> list[Row]:
    rows = []
    for place, step in enumerate(STEPS):
        here, away = live.running[place, True], live.running[place, False]
        row = {"step": str(step), "here": here, "away": away, "sessions": here + away}
        rows.append(row | {"words": say_step(here, away)})
    return rows


def say_step(here: int, away: int) -> str:
    if not away:
        return f"{here:,}"
    return _("%(here)s, and %(away)s away") % {"here": f"{here:,}", "away": f"{away:,}"}
