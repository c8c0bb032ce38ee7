from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evalsite.studies.importing import ImportRefused, import_stimuli
from evalsite.studies.models import Study


class Command(BaseCommand):
    help = "Import the stimuli of a manifest into a study: all of them, or none and the reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("manifest", type=Path)
        parser.add_argument("--study", required=True, metavar="SLUG")

    def handle(self, *, manifest: Path, study: str, **options: object) -> None:
        try:
            count = import_stimuli(study=Study.objects.get(slug=study), manifest=manifest)
        except Study.DoesNotExist:
            known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"no study {study!r}; studies here: {known}") from None
        except ImportRefused as refusal:
            raise CommandError(f"nothing imported\n{refusal}") from None
        self.stdout.write(
            f"{count.stimuli} stimuli imported: "
            f"{count.sources} sources, {count.conditions} conditions"
        )
