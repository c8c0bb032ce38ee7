"""The numbers at the head of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evalsite.live.panels.votes import opened_minute
from evalsite.live.sessions import Ends
from evalsite.live.state import Live

LATE_MIN = 10
WHOLE_FROM = 10  # a minute; above, tenths say nothing


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    label: str
    value: str
    note: str = ""


def list_facts(live: Live) -> list[Fact]:
    return [*facts_of_votes(live), *facts_of_sessions(live, live.ends)]


def facts_of_votes(live: Live) -> list[Fact]:
    total = live.counts.total
    votes = _("%(votes)s votes among them") % {"votes": f"{total['votes']:,}"}
    return [
        Fact("answers", _("Answers"), f"{total['answers']:,}", votes),
        fact_of_pace(live),
    ]


def fact_of_pace(live: Live) -> Fact:
    """The running minute included, and no minute before the study opened."""
    counts = live.counts
    first = max(counts.minute - LATE_MIN, opened_minute(live.study, counts))
    minutes = max(1.0, now().timestamp() / 60 - first)
    a_minute = counts.from_minute(first)["answers"] / minutes
    said = ngettext("in the last minute", "in the last %(count)s minutes", int(minutes))
    value = f"{a_minute:,.1f}" if a_minute < WHOLE_FROM else f"{a_minute:,.0f}"
    return Fact("a-minute", _("A minute"), value, said % {"count": int(minutes)})


def facts_of_sessions(live: Live, ends: Ends) -> list[Fact]:
    here = sum(count for (_step, here), count in live.running.items() if here)
    signs = _("%(here)s here in the last 5 minutes") % {"here": f"{here:,}"}
    wanted = _("of %(wanted)s raters wanted") % {"wanted": f"{live.study.raters_wanted:,}"}
    return [
        Fact("running", _("Sessions now"), f"{ends.running:,}", signs),
        Fact("finished", _("Finished"), f"{ends.finished:,}"),
        Fact("accepted", _("Accepted (paid)"), f"{ends.accepted:,}", wanted),
        Fact("used", _("Used"), f"{ends.used:,}", _("in the analysis")),
    ]
