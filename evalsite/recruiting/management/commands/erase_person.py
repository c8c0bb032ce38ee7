from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from evalsite.recruiting.forgetting import count_traces, erase_person, find_person
from evalsite.studies.models import Study
from raters.models import Channel


class Command(BaseCommand):
    help = (
        "Erase a person on his request: comparisons, answers of checks, identifiers. "
        "Without --yes it only says what there is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--channel", required=True, metavar="NAME", help="e.g. prolific")
        parser.add_argument("--owner", metavar="USERNAME", help="whose panel, if several have one")
        parser.add_argument("--external-id", required=True, metavar="ID", help="the panel's name")
        parser.add_argument("--yes", action="store_true", help="erase, for good")

    def handle(
        self, *, channel: str, owner: str | None, external_id: str, yes: bool, **options: object
    ) -> None:
        rater = find_person(channel=find_channel(channel, owner), external_id=external_id)
        if rater is None:
            self.stdout.write(f"Nobody of this identifier in channel {channel}: nothing to erase.")
            return
        traces = erase_person(rater, studies=Study.objects.all()) if yes else count_traces(rater)
        said = "Erased" if yes else "Would erase"
        self.stdout.write(
            f"{said}: {traces.votes} comparisons in {traces.sessions} sessions, "
            f"{traces.screening_answers} answers of checks, and the identifier."
        )
        if not yes:
            self.stdout.write("Nothing was erased. Say --yes to do it; it cannot be undone.")


def find_channel(name: str, owner: str | None) -> Channel:
    """The channel of this name; where several researchers have one, the one of this owner."""
    found = list(Channel.objects.filter(name=name).select_related("owner"))
    if owner is not None:
        found = [channel for channel in found if str(channel.owner) == owner]
    if len(found) > 1:
        owners = ", ".join(sorted(str(channel.owner) for channel in found))
        raise CommandError(f"several have a channel {name!r}: say --owner, one of {owners}")
    if not found:
        known = ", ".join(sorted(map(describe, Channel.objects.select_related("owner"))))
        raise CommandError(f"no channel {name!r}; channels here: {known or 'none yet'}")
    return found[0]


def describe(channel: Channel) -> str:
    return f"{channel.name} of {channel.owner}" if channel.owner else channel.name
