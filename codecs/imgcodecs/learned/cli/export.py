"""``export``: the weights file of a run."""

from __future__ import annotations

import argparse
from pathlib import Path

from imgcodecs.cli.arguments import Commands, out_file
from imgcodecs.cli.running import BEGINS_ANEW


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("export", help="write a run's averaged weights to a file")
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of the run")
    parser.add_argument(
        "--out", type=out_file, metavar="FILE", help="RUN/weights.safetensors if left"
    )
    parser.set_defaults(command=export, stopped=BEGINS_ANEW)


def export(arguments: argparse.Namespace) -> int:
    """Write the file and print the model's id."""
    from imgcodecs.learned.training.exporting import export_run

    path = arguments.out or arguments.run / "weights.safetensors"
    model_id, step = export_run(arguments.run, path)
    size_kb = path.stat().st_size / 1000
    print(f"{path}: model {model_id.hex()}, step {step}, {size_kb:.0f} kB")
    return 0
