"""A real HTTP load against gunicorn: raters who fetch blocks and send votes as the page does.

Rates rise until something gives; then one rate is held. At the end every vote that was acknowledged
is looked up. Everything happens in temporary folders. All raters are simulated.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    add = parser.add_argument
    add("--database", choices=("postgres", "sqlite"), default="postgres")
    add("--rates", type=float, nargs="*", default=[50, 100, 150, 200, 300, 400], metavar="RATE")
    add("--rate", type=float, default=150, help="votes a second of the held run; 0 for none")
    add("--seconds", type=float, default=300, help="of the held run")
    add("--stage-seconds", type=float, default=20, help="of each rising rate, or of each picture")
    add("--settle-seconds", type=float, default=12, help="before each is measured")
    add("--pace-seconds", type=float, default=6, help="between two answers of one rater")
    add("--stored", type=int, default=0, help="votes that are stored before, e.g. 1000000")
    add("--kill", type=int, default=0, help="kill the server so many times, instead of the rates")
    add("--images", action="store_true", help="measure pictures instead of votes")
    add("--generators", type=int, default=1, help="processes that make the load")
    add("--gunicorn", default="", help="options of gunicorn, before those of its own file")
    add("--quick", action="store_true", help="a smoke test: a small study, one rate, some seconds")
    add("--write", metavar="MARK", help="put the table between these marks of docs/serving.md")
    arguments = parser.parse_args(words)
    arguments.said = " ".join(words)
    if arguments.quick:
        vars(arguments).update(rates=[], rate=10, seconds=4, stage_seconds=2)
        vars(arguments).update(settle_seconds=3, pace_seconds=1)
    return arguments


def set_environment(folder: Path, url: str) -> None:
    """The site's settings for this run, for us and for every process that we start."""
    os.environ |= {
        "DATABASE_URL": url,
        "EVALSITE_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "evalsite.settings",
        "SECRET_KEY": "bench" * 10,
        "DEBUG": "0",
        "HTTPS": "0",
    }


def main() -> int:
    from bench.serve.databases import temporary_database

    arguments = parse_arguments(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever we started ends with us
    with tempfile.TemporaryDirectory(prefix="evalsite-bench-") as name:
        folder = Path(name)
        with temporary_database(arguments.database, folder) as database:
            set_environment(folder, database.url)
            from bench.serve.running import run  # Django reads its settings on import

            return run(arguments, database, folder)


if __name__ == "__main__":
    sys.exit(main())
