"""The commands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from imgcodecs.cli.running import run_command
from imgcodecs.errors import CodecError, ImageError
from imgcodecs.learned.cli import ablate, count, evaluate, export, gather, train

MODULES = (count, gather, train, export, evaluate, ablate)  # in the order of the help
REFUSALS = (CodecError, ImageError, RuntimeError, ValueError, OSError)


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    return run_command(argv, _make_parser(), refusals=REFUSALS)


def _make_parser() -> argparse.ArgumentParser:
    about = "PICO-style (ours): the learned codec."
    parser = argparse.ArgumentParser(prog="python -m imgcodecs.learned", description=about)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return parser
