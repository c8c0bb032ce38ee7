"""The commands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from imgcodecs.cli import collect, compare, encode, ladder, list
from imgcodecs.cli.running import run_command
from imgcodecs.collecting.problems import CollectError
from imgcodecs.errors import CodecError, ImageError, ManifestError

MODULES = (list, encode, ladder, collect, compare)  # in the order of the help
REFUSALS = (CodecError, CollectError, ImageError, ManifestError, ValueError, OSError)


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    return run_command(argv, _make_parser(), refusals=REFUSALS)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m imgcodecs", description="Image codecs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return parser
