"""``ablate``: short runs, each with one part of the design left out."""

from __future__ import annotations

import argparse
from pathlib import Path

from imgcodecs.cli.arguments import Commands, out_folder
from imgcodecs.cli.running import GOES_ON
from imgcodecs.files import write_whole
from imgcodecs.learned.ablating.variants import VARIANTS, WHOLE
from imgcodecs.learned.cli.train import add_pictures, add_threads, say
from imgcodecs.learned.config import CONFIGS, find_config

OTHERS = tuple(name for name in VARIANTS if name != WHOLE)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    about = "what each part of the design is worth, by short matched runs"
    parser = commands.add_parser("ablate", help=about)
    add_pictures(parser)
    parser.add_argument(
        "--out", type=out_folder, required=True, metavar="DIR", help="goes on from there"
    )
    parser.add_argument(
        "--minutes", type=float, help="of the first run; the others match its steps"
    )
    parser.add_argument("--steps", type=int, help="of each run")
    parser.add_argument("--config", choices=sorted(CONFIGS), default="tiny")
    parser.add_argument(
        "--only",
        action="append",
        metavar="VARIANT",
        help=f"beside the whole design; may be repeated: {', '.join(OTHERS)} (all of them)",
    )
    parser.add_argument(
        "--begin",
        type=Path,
        metavar="RUN",
        help="all begin with that run's weights, in the second phase: for what the losses do",
    )
    add_threads(parser)
    parser.set_defaults(command=run_ablation, stopped=GOES_ON)


def run_ablation(arguments: argparse.Namespace) -> int:
    """Train and measure, and print the table."""
    # Imported here: the help needs no torch.
    from imgcodecs.learned.ablating.measuring import TILE
    from imgcodecs.learned.ablating.running import Ablation, ablate
    from imgcodecs.learned.ablating.table import format_table
    from imgcodecs.learned.ablating.variants import LATER, SHORT, find_variants
    from imgcodecs.learned.training.configuration import Budget
    from imgcodecs.learned.training.held_out import split_paths
    from imgcodecs.learned.training.pictures import list_images, load_pictures

    variants = find_variants(arguments.only, trained=arguments.begin is not None)
    budget = Budget(minutes=arguments.minutes, steps=arguments.steps)
    seen, held_out = split_paths(list_images(arguments.images))
    ablation = Ablation(
        find_config(arguments.config),
        variants,
        budget,
        load_pictures(seen, least_side=SHORT.crop, say=say),
        load_pictures(held_out, least_side=2 * TILE, say=say),
        arguments.out,
        arguments.threads,
        LATER if arguments.begin else SHORT,
        arguments.begin,
    )
    table = format_table(ablate(ablation, say=say))
    write_whole(arguments.out / "ablations.md", table.encode())
    print(table, end="")
    return 0
