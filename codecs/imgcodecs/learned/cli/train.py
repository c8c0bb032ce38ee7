"""``train``: train a configuration on folders of pictures."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from imgcodecs.cli.arguments import Commands, out_folder
from imgcodecs.cli.running import GOES_ON
from imgcodecs.learned.config import CONFIGS, find_config
from imgcodecs.learned.training.configuration import Budget, TrainingConfig

if TYPE_CHECKING:
    from imgcodecs.learned.training.running import Job

SETTINGS = {  # of TrainingConfig -> help
    "seed": "of weights, crops and noise",
    "crop": "pixels a side, a multiple of 64",
    "batch": "crops a step",
    "slices": "equal parts of a batch, for so many threads",
    "learning_rate": "at its highest",
    "lowest_lambda": "worth of a squared code value at level 0, in bits per pixel",
    "highest_lambda": "and at level 100",
    "first_share": "share of the budget in the first phase, 0 to 1",
    "text_pictures": "photographs with drawn words that are added",
}
SHOWN = 4  # held-out pictures on a sheet


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("train", help="train a model; the same command goes on")
    parser.add_argument("config", choices=sorted(CONFIGS), metavar="CONFIG", help="|".join(CONFIGS))
    add_pictures(parser)
    parser.add_argument(
        "--out", type=out_folder, required=True, metavar="RUN", help="folder of the run"
    )
    parser.add_argument("--minutes", type=float, help="of processor time of its threads, in all")
    parser.add_argument("--steps", type=int, help="in all; what ends first, ends the run")
    parser.add_argument("--bfloat16", action="store_true", help="networks in half precision")
    for name, text in SETTINGS.items():
        default = getattr(TrainingConfig(), name)
        flags = [f"--{name.replace('_', '-')}"]
        flags += ["--phase1-share"] if name == "first_share" else []
        parser.add_argument(*flags, dest=name, type=type(default), default=default, help=text)
    add_threads(parser)
    parser.set_defaults(command=run_training, stopped=GOES_ON)


def add_pictures(parser: argparse.ArgumentParser) -> None:
    """Add the folders; pictures that are held out are known by name and never trained on."""
    help_text = "folders of pictures; held-out ones among them are shown and not trained on"
    parser.add_argument("--images", type=Path, nargs="+", required=True, help=help_text)


def add_threads(parser: argparse.ArgumentParser) -> None:
    """Add the number of threads."""
    parser.add_argument("--threads", type=int, default=2, help="that share each batch (2)")


def run_training(arguments: argparse.Namespace) -> int:
    """Train, printing progress."""
    # Imported here: the help needs no torch.
    from imgcodecs.learned.training.running import train

    state = train(make_job(arguments), say=say)
    say(f"finished at step {state.step}; `export {arguments.out}` writes the weights")
    return 0


def make_job(arguments: argparse.Namespace) -> Job:
    """Put the run together from the command line."""
    from imgcodecs.learned.training.held_out import split_paths
    from imgcodecs.learned.training.pictures import list_images, load_pictures
    from imgcodecs.learned.training.running import Job
    from imgcodecs.learned.training.sheet import SIDE

    known = {field.name for field in fields(TrainingConfig)}
    given = {name: value for name, value in vars(arguments).items() if name in known}
    training = TrainingConfig(**given)
    budget = Budget(minutes=arguments.minutes, steps=arguments.steps)
    seen, held_out = split_paths(list_images(arguments.images))
    pictures = load_pictures(seen, least_side=training.crop, say=say)
    shown = load_pictures(held_out[:SHOWN], least_side=SIDE, say=say)
    say(f"{len(pictures)} pictures to train on, {len(held_out)} held out")
    model = find_config(arguments.config)
    out, threads = arguments.out, arguments.threads
    return Job(model, training, budget, out, pictures, shown, threads)


def say(line: str) -> None:
    """Print at once, so that a log can be followed."""
    print(line, flush=True)
