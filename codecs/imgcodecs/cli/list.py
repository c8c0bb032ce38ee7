"""``list``: every codec, and whether it can run here."""

from __future__ import annotations

import argparse

from imgcodecs.cli.arguments import Commands
from imgcodecs.registry import describe_codecs


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("list", help="every codec and whether it can run here")
    parser.set_defaults(command=list_codecs)


def list_codecs(arguments: argparse.Namespace) -> int:
    """Print every codec, a line each."""
    titles = ("name", "codec", "from", "version, or what is missing")
    lines = [
        (row.name, row.label, row.origin, row.version if row.runnable else f"missing: {row.reason}")
        for row in describe_codecs()
    ]
    widths = [max(len(line[column]) for line in (titles, *lines)) for column in range(len(titles))]
    for line in (titles, *lines):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())
    return 0
