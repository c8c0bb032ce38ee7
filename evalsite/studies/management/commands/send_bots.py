from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from evalsite.arguments import read_seed, site_address
from evalsite.studies.bots.rehearsing import has_people, send_bots
from evalsite.studies.finding import find_study
from evalsite.studies.management.commands.simulate_votes import read_count
from evalsite.studies.models import Study
from raters.bots.browser import Unexpected
from raters.bots.personas import PERSONAS
from raters.proving.eyes import MissingLibrary


class Command(BaseCommand):
    help = (
        "Bots take part in an open study through its pages, and look at the pictures themselves. "
        "Their answers are marked as simulated for ever."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", required=True, metavar="SLUG")
        parser.add_argument(
            "--persona", action="append", choices=PERSONAS, help="again for more; all by default"
        )
        parser.add_argument("--each", type=read_count, default=1, help="bots of every persona")
        parser.add_argument("--address", default=site_address(), help="of the site")
        parser.add_argument("--seed", type=read_seed, required=True)

    def handle(
        self,
        *,
        study: str,
        persona: list[str] | None,
        each: int,
        address: str,
        seed: int,
        **options: object,
    ) -> None:
        found = find_study(study)
        if found.state != Study.State.OPEN:
            raise CommandError(f"study {study!r} is {found.state}: only an open study is visited")
        if has_people(found):
            raise CommandError(f"people took part in study {study!r}: rehearse with a copy of it")
        try:
            counts = send_bots(
                study=found,
                personas=persona or list(PERSONAS),
                each=each,
                address=address,
                seed=seed,
                on_end=lambda name, outcome: self.stdout.write(f"{name}: {outcome}"),
            )
        except (MissingLibrary, Unexpected) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(describe(counts))


def describe(counts: dict[str, Counter[str]]) -> str:
    """A line for each persona; every rater is simulated."""
    lines = ["", "simulated raters by outcome:"]
    for name, ended in counts.items():
        told = ", ".join(f"{outcome} {count}" for outcome, count in ended.most_common())
        lines.append(f"  {name:<15} {told}")
    return "\n".join(lines)
