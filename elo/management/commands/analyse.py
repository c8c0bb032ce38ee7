from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elo.analysis import Tables, analyse
from elo.core.fit import DEFAULT_MODEL, MODELS
from elo.core.formats.catalogue import FORMATS
from evalsite.arguments import read_seed

# What --ties says -> whether raters could answer "can't tell".
TIES = {"asked": True, "not-asked": False}
POOL_RATES = "take each codec's scores to lie on a smooth, rising curve over its rates (full)"


class Command(BaseCommand):
    help = "Turn a table of votes into Elo scores, bits saved and a report. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("votes", type=Path, metavar="VOTES.csv")
        parser.add_argument(
            "conditions",
            type=Path,
            nargs="?",
            metavar="CONDITIONS.csv",
            help="codec and bitrate of each condition; without it there is Elo and no saving",
        )
        parser.add_argument("--out", type=Path, required=True, help="folder for the report")
        parser.add_argument("--title", help="title of the report (the file name)")
        parser.add_argument("--test", metavar="CODEC", help="the codec the report is about")
        self.add_tables(parser)
        self.add_model(parser)

    def add_tables(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--metrics",
            type=Path,
            metavar="METRICS.csv",
            help="PSNR, MS-SSIM, VMAF, SSIMULACRA2 of the conditions, to hold against people",
        )
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            default="native",
            help="of VOTES.csv: "
            + "; ".join(f"{name}, {each[0]}" for name, each in FORMATS.items()),
        )
        parser.add_argument(
            "--sources", type=Path, metavar="SOURCES.csv", help="source and category, with a header"
        )
        parser.add_argument(
            "--without", type=Path, metavar="FILE", help="raters to leave out, a pseudonym a line"
        )

    def add_model(self, parser: CommandParser) -> None:
        parser.add_argument("--model", choices=sorted(MODELS), default=DEFAULT_MODEL)
        parser.add_argument("--seed", type=read_seed, required=True, help="same seed, same numbers")
        parser.add_argument(
            "--ties",
            choices=list(TIES),
            help='whether raters could answer "can\'t tell" (as found in the votes)',
        )
        parser.add_argument("--pool-rates", action="store_true", help=POOL_RATES)

    def handle(self, *args: Any, **options: Any) -> None:
        tables = Tables(
            votes=options["votes"],
            layout=options["format"],
            conditions=options["conditions"],
            sources=options["sources"],
            without=options["without"],
            metrics=options["metrics"],
        )
        try:
            files = analyse(
                tables=tables,
                out=options["out"],
                model=options["model"],
                seed=options["seed"],
                title=options["title"],
                test_codec=options["test"],
                allow_ties=TIES.get(options["ties"]),
                pool_rates=options["pool_rates"],
                tell=lambda warning: self.stderr.write(f"Note: {warning}"),
            )
        except (ValueError, RuntimeError, OSError) as problem:
            raise CommandError(str(problem)) from None
        if files.facts["simulated"]:
            self.stdout.write("SIMULATED VOTES")
        self.stdout.write(files.headline)
        for name in files.names:
            self.stdout.write(str(files.folder / name))
