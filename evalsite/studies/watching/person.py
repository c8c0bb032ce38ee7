"""One rater of a study: the visits, what each check said, and the curve behind the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Session, Study
from evalsite.studies.rules.policy import CHECK_NAMES, study_rules
from evalsite.studies.watching.drawing import (
    WIDTH_PX,
    finish,
    share_look,
    tell_apart,
    unit_look,
)
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.thresholds import read_sd
from figures.look import ACCENT, ACCENT_SOFT, INK, INK_SOFT, Layer
from raters.checks.sensitivity import COUNTED, Sensitivity, describe_posterior
from raters.models import ArtefactItem, Rater, ScreeningAnswer, ScreeningAttempt

KINDS = {
    "practice": gettext_lazy("practice"),
    "scored": gettext_lazy("scored"),
    "catch": gettext_lazy("obvious"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What one attempt came to. Of the plates: how many were read, not which."""

    name: str
    attempt: ScreeningAttempt

    @property
    def result(self) -> str:
        return self.attempt.outcome or _("running")

    @property
    def told(self) -> str:
        measured = self.attempt.measured
        if "threshold" in measured:
            sd = read_sd(measured)
            found: str = _("threshold %.2f") % measured["threshold"]
            return f"{found} ± {sd:.2f}" if sd is not None else found
        if "right" in measured:
            told: str = _("%(right)s of %(of)s right") % measured
            return told
        return ""


def visits_of(study: Study, rater: Rater) -> list[Session]:
    return list(study.sessions.filter(rater=rater).order_by("number"))


def attempts_in(study: Study, rater: Rater) -> QuerySet[ScreeningAttempt]:
    """Checks begun for a visit to this study: what others found is not this researcher's to see."""
    marks = [str(visit.code) for visit in visits_of(study, rater)]
    return rater.attempts.filter(purpose__in=["", *marks]).order_by("pk")


def checks_of(study: Study, rater: Rater) -> list[Checked]:
    return [
        Checked(str(CHECK_NAMES[attempt.check_name]), attempt)
        for attempt in attempts_in(study, rater)
    ]


def show_curve(study: Study, rater: Rater) -> Figure:
    """The psychometric curve of the latest artefact check, and the answers it comes from."""
    attempts = attempts_in(study, rater).filter(check_name="artefact").exclude(answers=None)
    attempt = attempts.last()
    answers = answers_of(attempt) if attempt else []
    rows = answer_rows(answers)
    counted = [row for row in rows if row["counts"]]
    limit = study_rules(study, "artefact")["limit"]
    return Figure(
        name="curve",
        title=_("Psychometric curve"),
        words=_(
            "How likely this rater finds the original, by strength, with the band that holds the "
            "curve with 95 % probability. Each mark is an answer: right ones on top, wrong ones "
            "below. The threshold is about where the curve crosses 75 %."
        ),
        columns=[
            Column("number", _("Item"), "d"),
            Column("kind", _("Kind")),
            Column("codec", _("Codec")),
            Column("strength", _("Strength"), ".2f"),
            Column("answer", _("Answer")),
            Column("response_s", _("Seconds"), ".1f"),
        ],
        rows=rows,
        spec=draw_curve(describe_posterior(answers), counted, limit, rater.simulated)
        if counted
        else None,
        empty=_(
            "No answers of the artefact check are kept of this rater: it was not taken, or its "
            "details were erased."
        ),
    )


def answers_of(attempt: ScreeningAttempt) -> list[ScreeningAnswer]:
    return list(attempt.answers.filter(answered_at__isnull=False).order_by("position"))


def answer_rows(answers: Sequence[ScreeningAnswer]) -> list[Row]:
    codecs = {str(code): codec for code, codec in ArtefactItem.objects.values_list("code", "codec")}
    return [describe(answer, codecs) for answer in answers]


def describe(answer: ScreeningAnswer, codecs: dict[str, str]) -> Row:
    item = answer.item
    kind = str(item["kind"])
    return {
        "number": answer.position + 1,
        "kind": str(KINDS.get(kind, kind)),
        "counts": kind in COUNTED,
        "codec": codecs.get(str(item["item"]), _("no longer in the bank")),
        "strength": float(item["strength"]),
        "right": answer.correct is True,
        "answer": _("right") if answer.correct else _("wrong"),
        "response_s": None if answer.response_ms is None else answer.response_ms / 1000,
    }


def draw_curve(
    seen: Sensitivity, counted: Sequence[Row], limit: float, simulated: bool
) -> dict[str, Any]:
    line = [asdict(point) | {"share": point.chance} for point in seen.curve]
    x = alt.X("strength:Q", title=_("Strength: 0 invisible, 1 obvious"), **unit_look())
    base = alt.Chart(alt.InlineData(line))
    share = alt.Y("share:Q", title=chance_words(), **share_look())
    layers = alt.layer(
        base.mark_area(color=ACCENT_SOFT, opacity=0.5).encode(
            x=x, y=alt.Y("low:Q", title=chance_words(), **share_look()), y2="high:Q"
        ),
        base.mark_line(color=ACCENT, strokeWidth=2.5).encode(x=x, y=share),
        *draw_lines(limit),
        draw_answers(counted, x),
    )
    return finish(layers.properties(width=WIDTH_PX - 60, height=300), simulated)


def chance_words() -> str:
    return _("Chance of a right answer")


def draw_lines(limit: float) -> list[Layer]:
    """Three in four, and the limit of the study."""
    told = [{"strength": limit, "share": 0.75, "words": _("limit %.2f") % limit}]
    here = alt.Chart(alt.InlineData(told))
    x = alt.X("strength:Q", **unit_look())
    share = alt.Y("share:Q", title=chance_words(), **share_look())
    return [
        here.mark_rule(color=INK_SOFT, strokeDash=[2, 3]).encode(y=share),
        here.mark_rule(color=INK, strokeDash=[5, 4]).encode(x=x),
        here.mark_text(align="left", dx=6, baseline="bottom", color=INK).encode(
            x=x, y=alt.datum(0.08), text="words:N"
        ),
    ]


def draw_answers(counted: Sequence[Row], x: alt.X) -> Layer:
    drawn = [row | {"share": 1.0 if row["right"] else 0.0} for row in counted]
    marks = alt.Chart(alt.InlineData(drawn)).mark_point(filled=True, size=70, opacity=0.6)
    return marks.encode(
        x=x,
        y=alt.Y("share:Q", title=chance_words(), **share_look()),
        **tell_apart("answer:N", _("right"), _("wrong")),
        tooltip=[
            alt.Tooltip("number:Q", title=_("Item")),
            alt.Tooltip("kind:N", title=_("Kind")),
            alt.Tooltip("codec:N", title=_("Codec")),
            alt.Tooltip("strength:Q", title=_("Strength"), format=".2f"),
            alt.Tooltip("answer:N", title=_("Answer")),
        ],
    )
