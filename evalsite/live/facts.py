"""The numbers at the head of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evalsite.live.sessions import Ends
from evalsite.live.state import Live

LATE_MIN = 10


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
    on_pairs = _("%(votes)s on pairs asked in earnest") % {"votes": f"{total['votes']:,}"}
    a_minute = live.counts.since(LATE_MIN)["answers"] / LATE_MIN
    return [
        Fact("answers", _("Answers"), f"{total['answers']:,}", on_pairs),
        Fact("a-minute", _("A minute"), f"{a_minute:,.1f}", _("in the last 10 minutes")),
    ]


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
