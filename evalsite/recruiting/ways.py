"""The ways into a study: adding and removing one, its link, and which answers are fixed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError

from evalsite.studies.models import Recruitment, Session, Study
from evalsite.studies.visits import prolific
from raters.models import Channel

OPEN_NAME, PROLIFIC_NAME = "open", "prolific"
RESERVED = {OPEN_NAME, PROLIFIC_NAME, "simulated"}


class WayRefused(Exception):
    """The way in cannot be added or removed; the message says why."""


def add_open_link(study: Study) -> Recruitment:
    return add_way(study, find_channel(Channel.Kind.OPEN, OPEN_NAME))


def add_prolific(study: Study) -> Recruitment:
    return add_way(study, find_channel(Channel.Kind.PROLIFIC, PROLIFIC_NAME))


def find_channel(kind: Channel.Kind, name: str) -> Channel:
    """The installation's channel of this kind: people are the same ones in every study."""
    if found := Channel.objects.filter(kind=kind).order_by("pk").first():
        return found
    return Channel.objects.get_or_create(name=name, owner=None, defaults={"kind": kind})[0]


@transaction.atomic
def add_panel(
    study: Study, *, name: str, id_parameter: str, session_parameter: str = ""
) -> Recruitment:
    """A panel is its researcher's own: its name and words tell others nothing."""
    Study.objects.select_for_update().get(pk=study.pk)  # of two with the same words one is first
    channel, _ = Channel.objects.get_or_create(
        name=name,
        owner=study.owner,
        defaults={
            "kind": Channel.Kind.PANEL,
            "id_parameter": id_parameter,
            "session_parameter": session_parameter,
        },
    )
    if (channel.kind, channel.id_parameter, channel.session_parameter) != (
        Channel.Kind.PANEL,
        id_parameter,
        session_parameter,
    ):
        raise WayRefused(
            f"Your panel {name!r} has other parameters in another study "
            f"({describe_parameters(channel)}): use these, or another name."
        )
    if clash := clashing_parameters(study, {id_parameter, session_parameter} - {""}):
        raise WayRefused(f"Another panel of this study is told apart by {clash}: use another one.")
    return add_way(study, channel)


def describe_parameters(channel: Channel) -> str:
    return " and ".join(filter(None, (channel.id_parameter, channel.session_parameter))) or "none"


def clashing_parameters(study: Study, names: set[str]) -> str:
    taken: set[str] = set()
    for pair in study.channels.values_list("id_parameter", "session_parameter"):
        taken.update(pair)
    return ", ".join(sorted(taken & names))


def add_way(study: Study, channel: Channel) -> Recruitment:
    way, added = Recruitment.objects.get_or_create(study=study, channel=channel)
    if not added:
        raise WayRefused(f"The study has the way in “{channel.name}” already.")
    return way


def remove_way(way: Recruitment) -> None:
    try:
        way.delete()
    except ProtectedError:
        raise WayRefused(
            f"People came by “{way.channel.name}”, so it stays in the study's record. "
            "0 places close it to further ones."
        ) from None


def write_link(join_address: str, channel: Channel) -> str:
    """The address to give to a panel, with its own placeholders where it has documented ones."""
    if channel.kind == Channel.Kind.PROLIFIC:
        return f"{join_address}?{prolific.write_query()}"
    if channel.kind == Channel.Kind.PANEL:
        visit = f"&{channel.session_parameter}=VISIT" if channel.session_parameter else ""
        return f"{join_address}?{channel.id_parameter}=PERSON{visit}"
    return join_address


def fixed_outcomes(way: Recruitment) -> set[str]:
    """Outcomes somebody was given an answer for: that answer never changes behind his back.

    Where no code is set, a completed visit has shown one of our own, but not to Prolific's people,
    who could do nothing with it.
    """
    ended = Session.objects.filter(recruitment=way).exclude(outcome="")
    happened = set(ended.values_list("outcome", flat=True).distinct())
    own_code = {Session.Outcome.COMPLETED.value} - (
        {Session.Outcome.COMPLETED.value} if way.channel.kind == Channel.Kind.PROLIFIC else set()
    )
    return happened & (set(way.returns) | own_code)
