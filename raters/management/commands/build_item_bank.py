from __future__ import annotations

import os
from argparse import ArgumentParser
from importlib import resources
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from imgcodecs.errors import CodecError, ImageError
from imgcodecs.sources import read_image
from raters.bank import is_bank_ready
from raters.banking import build_bank
from raters.models import ArtefactItem

# Photographs inside the scikit-image wheel, without strong compression in their past.
PHOTOGRAPHS = ("astronaut.png", "coffee.png", "chelsea.png", "motorcycle_left.png", "ihc.png")


class Command(BaseCommand):
    help = (
        "Make the items of the artefact check from photographs, with real encodes. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("images", nargs="*", type=Path, help="photographs instead of our own")
        parser.add_argument("--seed", type=int, default=1, help="places the windows")

    def handle(self, *, images: list[Path], seed: int, **options: Any) -> None:
        paths = images or default_photographs()
        try:
            photographs = [(path.stem, read_image(path)) for path in paths]
            new = build_bank(photographs, seed=seed, workers=os.cpu_count() or 1)
        except (ImageError, CodecError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{new} new items; the bank holds {ArtefactItem.objects.count()}")
        if not is_bank_ready():
            raise CommandError("these are too few for the check: give more photographs")


def default_photographs() -> list[Path]:
    folder = Path(str(resources.files("skimage"))) / "data"
    return [folder / name for name in PHOTOGRAPHS]
