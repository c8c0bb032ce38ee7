"""How pairs were chosen, and whether the worker keeps up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evalsite.live import counting
from evalsite.live.panels.panel import Panel
from evalsite.live.state import Live
from evalsite.studies.models import Study, Trial
from evalsite.studies.watching.figure import Column, Row

PATIENCE = timedelta(minutes=2)  # a task may wait so long behind another
LATE = timedelta(minutes=10)  # without a fit although votes come
START_ONE = gettext_lazy("manage.py db_worker --queue-name pairs starts one.")
SPARE_SHARE = 0.05  # of the last minutes' votes; more than that is told
RECENT_MIN = 30
LONGEST_MIN = counting.RECENT_MIN
WAYS = {
    Trial.Chosen.UNIFORM: gettext_lazy("At random, every pair alike likely"),
    Trial.Chosen.BALANCED: gettext_lazy("Asked least so far"),
    Trial.Chosen.ACTIVE: gettext_lazy("Tells most, by the last fit"),
    Trial.Chosen.SPARE: gettext_lazy("Spare: at random, because no planned pair was left"),
}


def show_choosing(live: Live) -> Panel:
    rows = choosing_rows(live)
    return Panel(
        name="choosing",
        title=_("How pairs were chosen"),
        words=_(
            "Votes by how their pair was picked. The worker fits now and then and plans pairs "
            "ahead; where none is left, a rater is never kept waiting but gets a spare one, drawn "
            "at random."
        ),
        columns=[
            Column("way", _("Chosen")),
            Column("votes", _("Votes"), ",d"),
            Column("share", _("Share"), ".1%"),
            Column("late_votes", _("In the last 30 minutes"), ",d"),
        ],
        rows=rows,
        data={"choosing": rows},
        said=" ".join(say_worker(live)),
        empty=_("No pair has been answered yet. By which rule pairs are picked is counted here."),
    )


def choosing_rows(live: Live) -> list[Row]:
    total, late = live.counts.total, live.counts.since(RECENT_MIN)
    known = sum(total[way] for way in WAYS)
    return [
        {
            "way": str(label),
            "votes": total[way],
            "share": round(total[way] / known, 5),
            "late_votes": late[way],
            "words": f"{total[way]:,}  ({total[way] / known:.0%})",
        }
        for way, label in WAYS.items()
        if total[way]
    ]


def say_worker(live: Live) -> list[str]:
    """Where the worker stands, and what is wrong if something is."""
    if live.study.state == Study.State.DRAFT:
        return []
    wrong = say_waiting(live.waiting_since) or say_late(live)
    return [*say_fit(live), *wrong, *say_spares(live)]


def say_fit(live: Live) -> list[str]:
    latest = live.fits.latest
    if latest is None:
        return [_("The worker has not fitted these votes yet.")]
    ago = {"ago": timesince(latest.made_at, depth=1)}
    if latest.problem:
        said = _("When the worker last looked, %(ago)s ago, it made no fit. %(problem)s")
        return [said % {**ago, "problem": latest.problem}]
    said = _("Last fit %(ago)s ago, of %(votes)s votes, in %(took).1f s.")
    told = {**ago, "votes": f"{latest.votes:,}", "took": latest.took_ms / 1000}
    return [said % told, say_ready(live.fits.pairs_ready)]


def say_ready(pairs: int) -> str:
    said = ngettext(
        "%(pairs)s planned pair lies ready.", "%(pairs)s planned pairs lie ready.", pairs
    )
    return said % {"pairs": f"{pairs:,}"}


def say_late(live: Live) -> list[str]:
    """Votes have come, and the worker has long not been here."""
    latest = live.fits.latest
    age = now() - (latest.made_at if latest else live.study.opened_at or now())
    votes = live.counts.since(min(int(age.total_seconds()) // 60, LONGEST_MIN))["votes"]
    if age < LATE or not votes or live.study.closed_at:
        return []
    said = ngettext(
        "%(votes)s vote has come since: the worker is busy, or does not run.",
        "%(votes)s votes have come since: the worker is busy, or does not run.",
        votes,
    )
    return [said % {"votes": f"{votes:,}"}, str(START_ONE)]


def say_waiting(since: datetime | None) -> list[str]:
    if since is None or now() - since < PATIENCE:
        return []
    said = _("A task has been waiting for %(long)s: the worker is busy, or does not run.")
    return [said % {"long": timesince(since, depth=1)}, str(START_ONE)]


def say_spares(live: Live) -> list[str]:
    late = live.counts.since(RECENT_MIN)
    spare, votes = late[Trial.Chosen.SPARE], late["votes"]
    if not votes or spare <= SPARE_SHARE * votes:
        return []
    said = _(
        "In the last 30 minutes %(share)s of the votes were on spare pairs: the worker plans too "
        "few, so these votes tell less than they could."
    )
    return [said % {"share": f"{spare / votes:.0%}"}]
