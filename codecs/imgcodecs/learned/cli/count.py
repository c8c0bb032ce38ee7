"""``count``: parameters and multiply-accumulates of a configuration."""

from __future__ import annotations

import argparse

from imgcodecs.cli.arguments import Commands
from imgcodecs.learned.config import CONFIGS, find_config


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("count", help="parameters and multiply-accumulates a pixel")
    parser.add_argument("config", choices=sorted(CONFIGS), metavar="CONFIG", help="|".join(CONFIGS))
    parser.set_defaults(command=print_counts)


def print_counts(arguments: argparse.Namespace) -> int:
    """Print a line for each part."""
    # Imported here: the help needs no torch.
    from imgcodecs.learned.counting import count_model

    print(f"{'part':16}  {'parameters':>10}  {'kMAC/pixel':>10}")
    for count in count_model(find_config(arguments.config)):
        print(f"{count.part:16}  {count.parameters:>10,}  {count.kmac_per_pixel:>10.2f}")
    return 0
