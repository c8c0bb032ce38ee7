"""``list``: every codec, and whether it can run here; or one codec with its settings."""

from __future__ import annotations

import argparse

from imgcodecs.cli.arguments import Commands
from imgcodecs.cli.settings import describe_settings
from imgcodecs.registry import describe_codecs


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("list", help="every codec and whether it can run here")
    one = "one codec: its qualities, and its settings with their defaults"
    parser.add_argument("name", nargs="?", metavar="NAME", help=one)
    parser.set_defaults(command=list_codecs)


def list_codecs(arguments: argparse.Namespace) -> int:
    """Print every codec, a line each, or one with its settings."""
    if arguments.name:
        print("\n".join(describe_settings(arguments.name)))
        return 0
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
