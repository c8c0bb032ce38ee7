"""From the link to votes that count: how many came how far, and why the others did not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evalsite.studies.models import Study
from evalsite.studies.watching.figure import Row
from evalsite.studies.watching.watch import Watch
from evalsite.studies.watching.ways import STEPS, Way, follow


@dataclass(frozen=True, slots=True)
class FunnelStep:
    label: str
    count: int
    share: float  # of those who decided about consent


def session_funnels(study: Study) -> dict[str, list[FunnelStep]]:
    """The same steps for the page of the study: people, simulated raters; who never came has none.

    By a heading, which is empty where there are people alone.
    """
    people, bots = (session_funnel(study, simulated) for simulated in (False, True))
    if not bots:
        return {"": people} if people else {}
    return ({_("People"): people} if people else {}) | {_("Simulated raters"): bots}


def session_funnel(study: Study, *simulated: bool) -> list[FunnelStep]:
    """Of people (False), of simulated raters (True), or of both."""
    watches = [Watch(study, kind) for kind in simulated]
    ways = [follow(visit, watch) for watch in watches for visit in watch.visits]
    rows = funnel_rows(ways, openings=0) if ways else []
    return [FunnelStep(row["step"], row["sessions"], row["share"]) for row in rows]


def funnel_rows(ways: list[Way], openings: int) -> list[Row]:
    decided = len(ways)
    rows: list[Row] = []
    if openings:
        first = _("Welcome page opened")
        rows.append({"step": first, "sessions": openings, "share": None, "lost": None})
        rows[0]["reasons"] = ""
    for number, step in enumerate(STEPS):
        here = [way for way in ways if way.step == number]
        came = sum(way.step >= number for way in ways)
        reasons = Counter(way.reason for way in here if way.reason)
        rows.append(
            {
                "step": str(step),
                "sessions": came,
                "share": came / decided if decided else None,
                "lost": reasons.total(),
                "reasons": "; ".join(f"{count} {why}" for why, count in reasons.most_common()),
            }
        )
    return rows
