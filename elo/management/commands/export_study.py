from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from elo.archive.folder import export_study
from elo.evidence import NoEvidence
from elo.exporting import NoPlace
from evalsite.studies.finding import find_study


class Command(BaseCommand):
    help = "Write a study as one folder for archives and reviewers: tables, rules, README.txt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG")
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="new, or empty")

    def handle(self, *, study: str, folder: Path, **options: object) -> None:
        try:
            archive = export_study(study=find_study(study), out=folder)
        except (NoEvidence, NoPlace, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write("\n".join(archive.describe()))
