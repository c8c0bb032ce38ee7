"""The commands, and what becomes of errors."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from imgcodecs.cli import collect, compare, encode, ladder, list
from imgcodecs.collecting.problems import CollectError
from imgcodecs.errors import CodecError, ImageError, ManifestError

MODULES = (list, encode, ladder, collect, compare)  # in the order of the help
LOST_READER = 141  # as a shell says of a program that a closed pipe ended
REFUSALS = (CodecError, CollectError, ImageError, ManifestError, ValueError, OSError)


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for wrong arguments."""
    try:
        return _run(argv)
    except BrokenPipeError:
        # The reader, ``| head``, has gone; what is left to print at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return LOST_READER
    except REFUSALS as error:
        print(f"imgcodecs: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("imgcodecs: stopped; the same command goes on from here", file=sys.stderr)
        return 130


def _run(argv: Sequence[str]) -> int:
    try:
        arguments = _make_parser().parse_args(argv)
        command: Callable[[argparse.Namespace], int] = arguments.command
        return command(arguments)
    finally:
        sys.stdout.flush()  # here, where a reader that has gone is noticed and not at exit


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m imgcodecs", description="Image codecs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return parser
