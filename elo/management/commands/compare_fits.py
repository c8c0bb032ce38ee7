from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elo.report.comparing.showing import write_finding
from elo.report.comparing.writing import PAGE, write_comparison


class Command(BaseCommand):
    help = "Put two fits side by side, from the folders of their reports. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", type=Path, metavar="DIR_A", help="folder of a report")
        parser.add_argument("second", type=Path, metavar="DIR_B", help="folder of another")
        parser.add_argument("--out", type=Path, required=True, help="folder for the comparison")

    def handle(self, *args: Any, first: Path, second: Path, out: Path, **options: Any) -> None:
        try:
            comparison = write_comparison(first=first, second=second, out=out)
        except (ValueError, OSError) as problem:
            raise CommandError(str(problem)) from None
        if comparison.simulated:
            self.stdout.write("SIMULATED VOTES")
        self.stdout.write(f"{write_finding(comparison)}\n{out / PAGE}")
