from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evalsite.studies.finding import find_study
from evalsite.studies.stimuli.importing import ImportRefused, import_stimuli


class Command(BaseCommand):
    help = "Import the stimuli of a manifest into a study: all of them, or none and the reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("manifest", type=Path)
        parser.add_argument("--study", required=True, metavar="SLUG")

    def handle(self, *, manifest: Path, study: str, **options: object) -> None:
        try:
            count = import_stimuli(study=find_study(study), manifest=manifest)
        except ImportRefused as refusal:
            raise CommandError(f"nothing imported\n{refusal}") from None
        self.stdout.write(
            f"{count.stimuli} stimuli imported: "
            f"{count.sources} sources, {count.conditions} conditions"
        )
