from __future__ import annotations

import logging
import os
import platform
from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from imgcodecs.files import write_whole
from raters.proving.eyes import MissingLibrary
from raters.proving.marking import MarkMissing, replace_section

# name on the command line -> where `prove(*, raters, seed, workers, pictures)` lives
PARTS = {"colour": "raters.proving.colour", "artefact": "raters.proving.artefact"}
LIBRARIES = ("numpy", "scipy", "scikit-image", "Pillow", "daltonlens", "colour-science")


class Command(BaseCommand):
    help = (
        "Simulate raters at the colour and the artefact check, and write how often each kind "
        "passes into docs/screening.md. Needs requirements-dev.txt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--part", choices=[*PARTS, "all"], default="all")
        parser.add_argument("--raters", type=int, default=2000, help="of every kind")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
        parser.add_argument(
            "--out", type=Path, default=Path(settings.BASE_DIR) / "docs" / "screening.md"
        )

    def handle(
        self, *, part: str, raters: int, seed: int, workers: int, out: Path, **options: Any
    ) -> None:
        if raters < 1 or workers < 1:
            raise CommandError("--raters and --workers: expected 1 or more")
        logging.basicConfig(level=logging.INFO, format="%(message)s")
        for name in PARTS if part == "all" else [part]:
            self.prove_part(name, raters=raters, seed=seed, workers=workers, out=out)

    def prove_part(self, name: str, *, raters: int, seed: int, workers: int, out: Path) -> None:
        try:
            # Checked first: the simulation takes minutes.
            text = out.read_text(encoding="utf-8")
            replace_section(text, name, "")
            prove: Callable[..., str] = import_module(PARTS[name]).prove
            pictures = out.parent / "pictures"
            pictures.mkdir(exist_ok=True)
            found = prove(raters=raters, seed=seed, workers=workers, pictures=pictures)
            # Read again: another part may have been written meanwhile.
            text = out.read_text(encoding="utf-8")
        except (OSError, MarkMissing, MissingLibrary) as error:
            raise CommandError(str(error)) from None
        told = f"{describe_run(raters=raters, seed=seed)}\n\n{found}"
        write_whole(out, replace_section(text, name, told).encode())
        self.stdout.write(f"{found}\n\nwritten to {out}")


def describe_run(*, raters: int, seed: int) -> str:
    libraries = ", ".join(filter(None, map(name_version, LIBRARIES)))
    return (
        f"*Simulated, not measured on people: {raters:,} raters of each kind, seed {seed}, on "
        f"{localdate():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{libraries}.*"
    )


def name_version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return ""  # the artefact part needs none of the colour libraries
