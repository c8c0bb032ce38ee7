"""What the page says, and what it is sent every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evalsite.live.facts import list_facts
from evalsite.live.forms import PEOPLE, SIMULATED, LookForm, WidthForm, read_asked
from evalsite.live.panels.page import show_panels
from evalsite.live.state import Live
from evalsite.studies.models import Study
from evalsite.studies.watching.watch import count_kinds

NEXT_MS = 5_000
CATCHING_UP_MS = 500  # while many votes are still to be tallied
AT_REST_MS = 60_000  # of a draft, or a closed study


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a study: what was asked for, and what there is."""

    live: Live
    kinds: dict[bool, int]  # sessions of people (False) and of simulated raters (True)
    width: WidthForm
    known: int  # the fit whose rows the page already has


def look_at(study: Study, query: QueryDict) -> Look:
    kinds = count_kinds(study)
    form, width = LookForm(query), WidthForm(study, query)
    asked = read_asked(form, width, only_bots=bool(kinds[True]) and not kinds[False])
    return Look(Live(study, asked), kinds, width, form.cleaned_data.get("known") or 0)


def describe_now(look: Look) -> dict[str, Any]:
    """What may have changed since the page was made: everything but the pictures themselves."""
    live = look.live
    return {
        **describe_time(live),
        "who": say_kinds(look.kinds),
        "facts": {fact.name: [fact.value, fact.note] for fact in list_facts(live)},
        "panels": {panel.name: panel.as_sent() for panel in show_panels(live, known=look.known)},
    }


def say_kinds(kinds: dict[bool, int]) -> dict[str, str]:
    """What the two links at the head are called; no simulated session, no second link."""
    people = ngettext("People: %(count)s session", "People: %(count)s sessions", kinds[False])
    bots = ngettext("Simulated: %(count)s session", "Simulated: %(count)s sessions", kinds[True])
    return {
        PEOPLE: people % {"count": f"{kinds[False]:,}"},
        SIMULATED: bots % {"count": f"{kinds[True]:,}"} if kinds[True] else "",
    }


def describe_time(live: Live) -> dict[str, Any]:
    latest = live.fits.latest
    return {
        "at": f"{now():%H:%M:%S}",
        "next_ms": choose_pause(live),
        "behind": say_behind(live),
        "known": latest.pk if latest else 0,
    }


def choose_pause(live: Live) -> int:
    if live.counts.behind:
        return CATCHING_UP_MS
    running = live.study.state in {Study.State.OPEN, Study.State.PAUSED}
    return NEXT_MS if running else AT_REST_MS


def say_behind(live: Live) -> str:
    if not live.counts.behind:
        return ""
    done = 1 - live.counts.behind / live.counts.last
    said = _("Counting votes that came before: %(done)s done. The counts below still grow.")
    return said % {"done": f"{done:.0%}"}


def describe_page(look: Look) -> dict[str, Any]:
    from evalsite.live.pictures.drawing import draw_all

    live = look.live
    look.width.leave_out(live.fits.test)
    return {
        "study": live.study,
        "kinds": say_kinds(look.kinds).items(),
        "simulated": live.simulated,
        "who": SIMULATED if live.simulated else PEOPLE,
        "span": "recent" if live.asked.recent else "whole",
        "now": describe_time(live),
        "facts": list_facts(live),
        "panels": draw_all(show_panels(live), live),
        "width_form": look.width,
    }
