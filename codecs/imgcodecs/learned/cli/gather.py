"""``gather``: open photographs to train on."""

from __future__ import annotations

import argparse

from imgcodecs.cli.arguments import Commands, out_folder
from imgcodecs.cli.running import GOES_ON
from imgcodecs.learned.cli.train import say


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("gather", help="photographs of Debian's wallpaper packages")
    parser.add_argument(
        "--out", type=out_folder, required=True, metavar="DIR", help="folder for them"
    )
    parser.set_defaults(command=run_gathering, stopped=GOES_ON)


def run_gathering(arguments: argparse.Namespace) -> int:
    """Gather, and say how many."""
    from imgcodecs.learned.gathering.unpacking import LIST, gather

    count = gather(arguments.out, say=say)
    print(f"{count} photographs in {arguments.out}, their licences in {LIST}")
    return 0
