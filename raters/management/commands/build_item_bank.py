from __future__ import annotations

import os
from argparse import ArgumentParser
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from PIL import Image as Pillow

from imgcodecs.errors import CodecError, ImageError
from imgcodecs.sources import read_image
from imgcodecs.types import Image
from raters.bank import is_bank_ready
from raters.banking import build_bank
from raters.models import ArtefactItem

# Photographs inside the scikit-image wheel, none of them in the demo study: nobody shall meet in a
# study what he was screened with. Those that were JPEG files are reduced until that is gone.
PHOTOGRAPHS = {"motorcycle_left.png": 1, "brick.png": 1, "gravel.png": 1, "rocket.jpg": 2}


class Command(BaseCommand):
    help = (
        "Make the items of the artefact check from photographs, with real encodes. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("images", nargs="*", type=Path, help="photographs instead of our own")
        parser.add_argument("--seed", type=int, default=1, help="places the windows")

    def handle(self, *, images: list[Path], seed: int, **options: Any) -> None:
        reductions = dict.fromkeys(images, 1) or default_photographs()
        try:
            photographs = [
                (path.stem, reduce_image(read_image(path), by)) for path, by in reductions.items()
            ]
            new = build_bank(photographs, seed=seed, workers=os.cpu_count() or 1)
        except (ImageError, CodecError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{new} new items; the bank holds {ArtefactItem.objects.count()}")
        if not is_bank_ready():
            raise CommandError("these are too few for the check: give more photographs")


def default_photographs() -> dict[Path, int]:
    folder = Path(str(resources.files("skimage"))) / "data"
    return {folder / name: by for name, by in PHOTOGRAPHS.items()}


def reduce_image(image: Image, by: int) -> Image:
    return image if by == 1 else np.asarray(Pillow.fromarray(image).reduce(by))
