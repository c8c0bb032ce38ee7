"""Width of the saving's interval against votes, and how many more a chosen width needs."""

from __future__ import annotations

from math import ceil

import numpy as np
from django.utils.translation import gettext as _

from evalsite.live.fits import Saving
from evalsite.live.panels.panel import Panel, newest_first
from evalsite.live.state import Live
from evalsite.live.width import Law, Need, votes_needed
from evalsite.studies.watching.figure import Column, Row

LINE_POINTS = 30
AHEAD = 4.0  # the law is drawn up to so many times the votes there are, or to the width wanted
FARTHEST = 1000.0
SLOPE_OFF = 0.15  # from the law's -0.5: more than that is told


def show_width(live: Live) -> Panel:
    saving = chosen_saving(live)
    points = live.fits.widths(saving.against.pk) if saving else []
    law = live.fits.law(saving.against.pk) if saving else None
    rows = [{"votes": votes, "width_points": round(100 * width, 3)} for votes, width in points]
    return Panel(
        name="width",
        title=_("Width of the interval against votes"),
        words=_(
            "Each mark is a fit made on the way; the line is the law of random errors, 1/√votes, "
            "through the later half of them. It foretells only if raters and pairs stay as they "
            "are."
        ),
        columns=[
            Column("votes", _("Votes"), ",d"),
            Column("width_points", _("Width, percentage points"), ".2f"),
        ],
        rows=newest_first(rows),
        data={
            "widths": rows,
            "law": draw_law(law, live.asked.width_points) if law else [],
            "wanted": draw_wanted(law, live.asked.width_points) if law else [],
        },
        said=" ".join(say_need(live, saving, law)),
        empty=_(
            "No interval yet, so no width. Once fits give a saving, its width is drawn here "
            "against the votes, and you can ask how many more a narrower one needs."
        ),
    )


def chosen_saving(live: Live) -> Saving | None:
    """The one asked for, or the one known least well."""
    against, test = live.asked.against, live.fits.test
    if not against or (test is not None and against == test.name):
        return live.fits.widest
    return next((each for each in live.fits.savings if each.against.name == against), None)


def draw_law(law: Law, wanted_points: float | None) -> list[Row]:
    farthest = law.votes * AHEAD
    if wanted_points:
        needed = (law.constant / (wanted_points / 100)) ** 2
        farthest = min(max(farthest, 1.2 * needed), FARTHEST * law.votes)
    return [
        {"votes": round(float(votes), 1), "width_points": round(100 * law.width_at(votes), 4)}
        for votes in np.geomspace(max(1.0, law.votes / 20), farthest, LINE_POINTS)
    ]


def draw_wanted(law: Law, width_points: float | None) -> list[Row]:
    """Where nothing is wanted, a row on the law that is not drawn: no rows would have no scale."""
    if width_points is None:
        now_points = round(100 * law.width_at(law.votes), 4)
        return [{"width_points": now_points, "words": "", "drawn": 0}]
    words = _("%(width)s points wanted") % {"width": f"{width_points:g}"}
    return [{"width_points": width_points, "words": words, "drawn": 1}]


def say_need(live: Live, saving: Saving | None, law: Law | None) -> list[str]:
    if saving is None or law is None:
        return [_("There is no interval against that codec yet.")] if live.asked.against else []
    now = _("The interval against %(against)s is now %(width).1f points wide.") % {
        "against": saving.against.label,
        "width": 100 * saving.width,
    }
    if live.asked.width_points is None:
        return [now]
    return [now, *answer(live, law, live.asked.width_points), *say_doubts(law)]


def answer(live: Live, law: Law, wanted_points: float) -> list[str]:
    need = votes_needed(law, wanted_points / 100)
    wanted = f"{wanted_points:g}"
    if need.more == 0:
        said = _("A width of %(wanted)s points is reached, as far as the fits tell.")
        return [said % {"wanted": wanted}]
    said = _(
        "%(wanted)s points need about %(more)s more votes%(range)s, some %(sessions)s sessions."
    )
    return [
        said
        % {
            "wanted": wanted,
            "more": say_rough(need.more),
            "range": say_range(need, law),
            "sessions": say_rough(ceil(need.more / votes_a_session(live))),
        }
    ]


def votes_a_session(live: Live) -> float:
    """Traps, repeats and bias pairs take their share of the trials."""
    total, trials = live.counts.total, live.study.trials_per_session
    return trials * (total["votes"] / total["answers"] if total["votes"] else 1)


def say_range(need: Need, law: Law) -> str:
    if law.is_rough:
        return ""
    range_ = {"fewest": say_rough(need.fewest), "most": say_rough(need.most)}
    return _(" (%(fewest)s to %(most)s, by how far the fits disagree)") % range_


def say_doubts(law: Law) -> list[str]:
    """What a reader must know before he believes the number."""
    doubts = []
    if law.is_rough:
        doubts.append(_("This rests on too few fits to say how sure it is: take it as a guess."))
    if law.slope is not None and abs(law.slope + 0.5) > SLOPE_OFF:
        said = _("So far the width has fallen like votes^%(slope).2f, not like votes^-0.50.")
        doubts.append(said % {"slope": law.slope})
    return doubts


def say_rough(count: int) -> str:
    """Two figures: more would pretend."""
    digits = len(str(count)) - 2
    return f"{round(count, -digits) if digits > 0 else count:,}"
