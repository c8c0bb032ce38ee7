"""What a join address says: by which way somebody comes, and what the panel calls him."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from evalsite.studies.models import Recruitment, Study
from evalsite.studies.visits import prolific
from evalsite.studies.visits.passes import PARAMETER, read_pass
from raters.models import Channel

LONGEST = 100  # letters of an identifier


class LinkRefused(Exception):
    """The address names nobody we could let in; the message is one of the reasons below."""


INCOMPLETE, DOUBLED, UNREADABLE, ELSEWHERE = "incomplete", "doubled", "unreadable", "elsewhere"


@dataclass(frozen=True, slots=True)
class Names:
    """The parameters by which a channel names the person, the visit and the study; may be empty."""

    person: str = ""
    visit: str = ""
    study: str = ""

    def every(self) -> set[str]:
        return {self.person, self.visit, self.study} - {""}


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody came: by which way, and under which names of that way's, if any."""

    recruitment: Recruitment
    external_id: str | None
    panel_session: str = ""


def names_of(channel: Channel) -> Names:
    if channel.kind == Channel.Kind.PROLIFIC:
        return Names(prolific.PERSON, prolific.VISIT, prolific.STUDY)
    if channel.kind == Channel.Kind.PANEL:
        return Names(channel.id_parameter, channel.session_parameter)
    return Names()


def read_arrival(study: Study, query: QueryDict) -> Arrival:
    """The way whose parameters the address carries, else the open link.

    Half of a panel's parameters never fall back to the open link: who came from a panel would
    work there for nothing.
    """
    if PARAMETER in query:
        return read_rehearsal(study, str(query[PARAMETER]))
    ways = list(study.recruitments.select_related("channel"))
    named = [way for way in ways if names_of(way.channel).every() & set(query)]
    if len(named) > 1:
        raise LinkRefused(DOUBLED)
    if named:
        return read_names(named[0], query)
    if set(prolific.PARAMETERS) & set(query):
        raise LinkRefused(ELSEWHERE)
    for way in ways:
        if way.channel.kind == Channel.Kind.OPEN:
            return Arrival(way, None)
    raise LinkRefused(INCOMPLETE)


def read_rehearsal(study: Study, signed: str) -> Arrival:
    """A bot of our own; its channel exists since its pass was made."""
    name = read_pass(study, signed)
    recruitment = study.recruitments.filter(channel__kind=Channel.Kind.SIMULATED).first()
    if not name or recruitment is None:
        raise LinkRefused(UNREADABLE)
    return Arrival(recruitment, name)


def read_names(way: Recruitment, query: QueryDict) -> Arrival:
    names = names_of(way.channel)
    given = {name: read_name(query, name) for name in names.every()}
    if way.panel_study and names.study and given[names.study] != way.panel_study:
        raise LinkRefused(ELSEWHERE)
    return Arrival(way, given[names.person], given.get(names.visit, ""))


def read_name(query: QueryDict, name: str) -> str:
    values = [value.strip() for value in query.getlist(name)]
    if len(values) > 1:
        raise LinkRefused(DOUBLED)
    if not values or not values[0]:
        raise LinkRefused(INCOMPLETE)
    if not is_plain(values[0]):
        raise LinkRefused(UNREADABLE)
    return values[0]


def is_plain(name: str) -> bool:
    """A panel's identifier is a short run of printable characters.

    Braces are those of a placeholder nobody filled in: such a name would be everybody's.
    """
    return len(name) <= LONGEST and name.isprintable() and not set(name) & set("{}")
