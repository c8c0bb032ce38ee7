from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from elo.evidence import NoEvidence
from elo.exporting import NoPlace, export_study_votes
from evalsite.studies.finding import find_study


class Command(BaseCommand):
    help = "Write a study's used votes as votes.csv, conditions.csv and sources.csv, for analyse."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", required=True, metavar="SLUG")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")

    def handle(self, *, study: str, out: Path, **options: object) -> None:
        try:
            export = export_study_votes(study=find_study(study), out=out)
        except (NoEvidence, NoPlace, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write("\n".join(export.describe()))
