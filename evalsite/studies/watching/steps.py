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


def session_funnel(study: Study) -> list[FunnelStep]:
    """The same steps for the page of the study, people and simulated raters together."""
    watches = [Watch(study, simulated) for simulated in (False, True)]
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
