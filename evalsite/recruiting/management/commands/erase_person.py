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
        parser.add_argument("--external-id", required=True, metavar="ID", help="the panel's name")
        parser.add_argument("--yes", action="store_true", help="erase, for good")

    def handle(self, *, channel: str, external_id: str, yes: bool, **options: object) -> None:
        check_channel(channel)
        rater = find_person(channel=channel, external_id=external_id)
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


def check_channel(name: str) -> None:
    if not Channel.objects.filter(name=name).exists():
        known = ", ".join(Channel.objects.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"no channel {name!r}; channels here: {known}")
