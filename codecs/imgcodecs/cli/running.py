"""Runs a command line, and what becomes of errors."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

LOST_READER = 141  # as a shell says of a program that a closed pipe ended
# What is true of a command after Ctrl-C; each that writes files sets one as its ``stopped``.
STOPPED = "stopped"
GOES_ON = "stopped; the same command goes on from here"
BEGINS_ANEW = "stopped; no file is half-written, and the same command begins anew"


def run_command(
    argv: Sequence[str],
    parser: argparse.ArgumentParser,
    *,
    refusals: tuple[type[Exception], ...],
) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for wrong arguments."""
    program = parser.prog.removeprefix("python -m ")
    arguments = argparse.Namespace(stopped=STOPPED)
    try:
        return _run(argv, parser, arguments)
    except BrokenPipeError:
        # The reader, ``| head``, has gone; what is left to print at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return LOST_READER
    except refusals as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{program}: {arguments.stopped}", file=sys.stderr)
        return 130


def _run(
    argv: Sequence[str], parser: argparse.ArgumentParser, arguments: argparse.Namespace
) -> int:
    try:
        parser.parse_args(argv, arguments)
        command: Callable[[argparse.Namespace], int] = arguments.command
        return command(arguments)
    finally:
        sys.stdout.flush()  # here, where a reader that has gone is noticed and not at exit
