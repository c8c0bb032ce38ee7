"""The commands, and what becomes of errors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from imgcodecs.errors import CodecError, ImageError
from imgcodecs.learned.cli import ablate, count, evaluate, export, gather, train

MODULES = (count, gather, train, export, evaluate, ablate)  # in the order of the help
REFUSALS = (CodecError, ImageError, RuntimeError, ValueError, OSError)


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for wrong arguments."""
    arguments = _make_parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except REFUSALS as error:
        print(f"imgcodecs.learned: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("imgcodecs.learned: stopped; the same command goes on from here", file=sys.stderr)
        return 130


def _make_parser() -> argparse.ArgumentParser:
    about = "PICO-style (ours): the learned codec."
    parser = argparse.ArgumentParser(prog="python -m imgcodecs.learned", description=about)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return parser
