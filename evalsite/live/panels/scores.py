"""Live Elo against the rate."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evalsite.live.panels.panel import Panel, say_minute
from evalsite.live.state import Live
from evalsite.live.tallying import minute_of
from evalsite.live.wilson import Z95
from evalsite.studies.watching.figure import Column, Row


def show_scores(live: Live) -> Panel:
    rows = score_rows(live)
    return Panel(
        name="scores",
        title=_("Elo against the rate, so far"),
        words=_(
            "A quick fit (maximum likelihood) with 95 % bands, made by the worker while votes come "
            "in, of sessions that run or are used. The report's fit is another: it knows of lapses "
            "and of raters, and takes only sessions that are used."
        ),
        columns=[
            Column("codec", _("Codec")),
            Column("bpp", _("Bits per pixel"), ".3f"),
            Column("elo", _("Elo"), ".0f"),
            Column("low", _("95 % from"), ".0f"),
            Column("high", _("to"), ".0f"),
        ],
        rows=rows,
        data={"scores": [row for row in rows if row["bpp"]]},
        said=say_problem(live),
        empty=_(
            "No scores yet: the votes do not connect the conditions. The worker fits as votes come "
            "in; then each codec's Elo is drawn here against its rate."
        ),
    )


def say_problem(live: Live) -> str:
    """Why there was no fit, as of when: answers may have come since."""
    latest = live.fits.latest
    if latest is None or not latest.problem:
        return ""
    said = _("When the worker last looked, %(at)s UTC: %(problem)s")
    return said % {"at": say_minute(minute_of(latest.made_at)), "problem": latest.problem}


def score_rows(live: Live) -> list[Row]:
    fitted = live.fits.fitted
    scores = {pk: (elo, sd) for pk, elo, sd in fitted.elo} if fitted else {}
    return [
        {
            "codec": place.codec.label,
            "bpp": place.bpp,
            "elo": round(scores[place.condition][0], 2),
            "low": round(scores[place.condition][0] - Z95 * scores[place.condition][1], 2),
            "high": round(scores[place.condition][0] + Z95 * scores[place.condition][1], 2),
        }
        for place in live.fits.places
        if place.condition in scores
    ]
