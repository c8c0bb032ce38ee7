from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from elo.models import FitRun
from elo.report.publishing import is_taken
from evalsite.studies.finding import find_study


class Command(BaseCommand):
    help = (
        "Write the report of a study's latest fit, with its tables and figures, into a new folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", required=True, metavar="SLUG")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")

    def handle(self, *, study: str, out: Path, **options: object) -> None:
        run = FitRun.objects.filter(study=find_study(study)).done().first()
        if run is None:
            raise CommandError(
                f"study {study!r} has no fit yet: manage.py fit_elo --study {study} --seed 1"
            )
        if is_taken(out):
            raise CommandError(f"{out} is there already: name a new or an empty folder")
        try:
            shutil.copytree(run.report_folder, out, dirs_exist_ok=True)
        except (OSError, shutil.Error) as error:
            raise CommandError(f"cannot write {out}, expected a folder to make: {error}") from None
        self.stdout.write(f"{run.headline}\n{out / 'report.html'}")
