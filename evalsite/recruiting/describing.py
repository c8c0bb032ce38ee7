"""What the page "Recruiting" shows: the ways in, how far each has come, and the forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from evalsite.recruiting.forms import (
    OUTCOME_WORDS,
    ChooseConsentForm,
    EraseForm,
    PanelForm,
    QuotaForm,
    WayForm,
    WriteConsentForm,
)
from evalsite.recruiting.ways import write_link
from evalsite.studies.models import Recruitment, Session, Study
from evalsite.studies.visits.quotas import promised_votes
from raters.models import Channel


@dataclass(frozen=True, slots=True)
class Bar:
    """How far it has come: shares of the bar's width, which stands for `wanted` or the most."""

    label: str
    done: int
    running: int
    wanted: int | None
    of: int

    @property
    def done_share(self) -> str:
        return f"{min(1.0, self.done / self.of):.4f}"

    @property
    def running_share(self) -> str:
        return f"{min(1.0, (self.done + self.running) / self.of):.4f}"

    @property
    def wanted_share(self) -> str:
        return f"{min(1.0, (self.wanted or 0) / self.of):.4f}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many came by a way in, and raters by where they are."""

    way: Recruitment
    came: int  # visits
    done: int
    running: int


@dataclass(frozen=True, slots=True)
class Way:
    recruitment: Recruitment
    link: str
    form: WayForm
    came: int  # everybody who decided about consent
    removable: bool

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was given for which outcome, in words."""
        returns = self.recruitment.returns
        return [
            (str(OUTCOME_WORDS[name]), returns[name]) for name in OUTCOME_WORDS if name in returns
        ]

    @property
    def lacks_code(self) -> bool:
        is_prolific = self.recruitment.channel.kind == Channel.Kind.PROLIFIC
        return is_prolific and not self.recruitment.returns.get("completed")


def describe_page(request: HttpRequest, study: Study, **bound: Any) -> dict[str, Any]:
    """The page; a form that was sent and refused takes the place of its empty twin."""
    tallies = tally_ways(study)
    ways = [describe_way(request, study, each, bound.get("way")) for each in tallies]
    kinds = {way.recruitment.channel.kind for way in ways}
    return {
        "study": study,
        "ways": ways,
        "bars": draw_bars(study, tallies),
        "came": sum(way.came for way in ways),
        "votes": promised_votes(study),
        "quota_form": bound.get("quotas") or QuotaForm(instance=study),
        "panel_form": bound.get("panel") or PanelForm(prefix="panel"),
        "has_prolific": Channel.Kind.PROLIFIC in kinds,
        "has_open_link": Channel.Kind.OPEN in kinds,
        "may_change": study.state != Study.State.CLOSED,
        "is_draft": study.state == Study.State.DRAFT,
        "choose_form": bound.get("choose")
        or ChooseConsentForm(study=study, user=request.user, prefix="choose"),
        "write_form": bound.get("write")
        or WriteConsentForm(prefix="write", initial={"body": study.consent_text.body}),
        "erase_form": bound.get("erase") or EraseForm(study=study, prefix="erase"),
        "has_panels": bool(kinds & {Channel.Kind.PROLIFIC, Channel.Kind.PANEL}),
    }


def tally_ways(study: Study) -> list[Tally]:
    """The ways in with their counts; bots' own way is none."""
    done, running = Q(outcome=Session.Outcome.COMPLETED), Q(finished_at=None)
    rows = study.sessions.values("recruitment").annotate(
        came=Count("pk"),
        done=Count("rater", filter=done, distinct=True),
        running=Count("rater", filter=running, distinct=True),
    )
    counts = {row["recruitment"]: (row["came"], row["done"], row["running"]) for row in rows}
    ways = study.recruitments.select_related("channel").order_by("pk")
    ways = ways.exclude(channel__kind=Channel.Kind.SIMULATED)
    return [Tally(way, *counts.get(way.pk, (0, 0, 0))) for way in ways]


def describe_way(request: HttpRequest, study: Study, tally: Tally, bound: WayForm | None) -> Way:
    way = tally.way
    is_sent = bound is not None and bound.way.pk == way.pk
    join_address = request.build_absolute_uri(study.join_path)
    return Way(
        recruitment=way,
        link=write_link(join_address, way.channel),
        form=bound if is_sent and bound is not None else WayForm(way=way),
        came=tally.came,
        removable=tally.came == 0 and study.state != Study.State.CLOSED,
    )


def draw_bars(study: Study, tallies: list[Tally]) -> list[Bar]:
    """A bar for the whole study and one for each way in, all to one scale."""
    done, running = sum(t.done for t in tallies), sum(t.running for t in tallies)
    places = [tally.way.places or 0 for tally in tallies]
    most = max(1, study.raters_wanted, done + running, *places)
    whole = Bar("All ways", done, running, study.raters_wanted, most)
    ways = [Bar(t.way.channel.name, t.done, t.running, t.way.places, most) for t in tallies]
    return [whole, *ways]
