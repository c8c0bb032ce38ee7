from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from evalsite.arguments import read_seed
from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.finding import find_study
from evalsite.studies.models import Study


def read_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise ArgumentTypeError(f"expected a whole number above 0, got {text!r}")
    return int(text)


class Command(BaseCommand):
    help = (
        "Bots with known truth answer an open study; their votes are marked as simulated for ever."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", required=True, metavar="SLUG")
        parser.add_argument("--raters", type=read_count, default=60)
        parser.add_argument("--votes", type=read_count, help="stop after so many")
        parser.add_argument("--seed", type=read_seed, required=True)

    def handle(
        self, *, study: str, raters: int, votes: int | None, seed: int, **options: object
    ) -> None:
        found = find_study(study)
        if found.state != Study.State.OPEN:
            raise CommandError(f"study {study!r} is {found.state}: only an open study is answered")
        given = simulate_votes(study=found, raters=raters, votes=votes, seed=seed)
        self.stdout.write(f"{given} simulated votes by {raters} simulated raters")
