"""What the codec the study is about saves against each other one, so far."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evalsite.live.panels.panel import Panel
from evalsite.live.state import Live
from evalsite.studies.watching.figure import Column, Row


def show_saving(live: Live) -> Panel:
    rows = saving_rows(live)
    return Panel(
        name="saving",
        title=_("Bits saved at equal quality, so far"),
        words=_(
            "Median and 95 %% interval of the bits saved against each other codec by %(codec)s, "
            "from the last quick fit. Below zero it needs more bits. Looking often and "
            "stopping when a number pleases makes it wrong: choose a width beforehand."
        )
        % {"codec": name_test(live)},
        columns=[
            Column("against", _("Against")),
            Column("saving", _("Saving"), ".1%"),
            Column("low", _("95 % from"), ".1%"),
            Column("high", _("to"), ".1%"),
            Column("width_points", _("Width, points"), ".1f"),
        ],
        rows=rows,
        data={"saving": rows},
        said=say_headline(live),
        empty=_(
            "No saving yet: it needs scores of two codecs that share a range of quality. It "
            "appears here with its interval as soon as a fit gives one."
        ),
    )


def name_test(live: Live) -> str:
    """In words that stay right when the next fit is about another."""
    named = live.fits.codecs.get(live.study.test_codec_id or 0)
    return named.label if named else _("the one that most probably saves")


def saving_rows(live: Live) -> list[Row]:
    return [
        {
            "against": saving.against.label,
            "saving": round(saving.median, 5),
            "low": round(saving.low, 5),
            "high": round(saving.high, 5),
            "width_points": round(100 * saving.width, 3),
        }
        for saving in live.fits.savings
    ]


def say_headline(live: Live) -> str:
    """Of the saving that is known least well: the others are known better."""
    widest, fitted, test = live.fits.widest, live.fits.fitted, live.fits.test
    if widest is None or fitted is None or test is None:
        return ""
    said = _(
        "After %(votes)s votes %(first)s needs %(needs)s of the bits of %(against)s at equal "
        "quality (95 %% interval %(low)s to %(high)s)."
    )
    return said % {
        "votes": f"{fitted.votes:,}",
        "first": test.label,
        "against": widest.against.label,
        "needs": f"{1 - widest.median:.0%}",
        "low": f"{1 - widest.high:.0%}",
        "high": f"{1 - widest.low:.0%}",
    }
