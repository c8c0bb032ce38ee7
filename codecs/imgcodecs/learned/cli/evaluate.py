"""``evaluate``: the learned codec against JPEG and AV1 on held-out pictures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from imgcodecs.cli.arguments import Commands, out_folder
from imgcodecs.cli.progress_line import ProgressLine
from imgcodecs.cli.running import GOES_ON
from imgcodecs.files import write_whole
from imgcodecs.learned.codec import SHIPPED


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("evaluate", help="BD-rates against JPEG and AV1")
    images = (
        "folders of pictures; the held-out ones among them are used, or all where there are none"
    )
    parser.add_argument("--images", type=Path, nargs="+", required=True, help=images)
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="the shipped ones if left")
    parser.add_argument("--out", type=out_folder, required=True, metavar="DIR")
    parser.add_argument("--workers", type=int, default=1, help="encodes at a time (1)")
    parser.set_defaults(command=evaluate, stopped=GOES_ON)


def evaluate(arguments: argparse.Namespace) -> int:
    """Code, measure, and write table and picture."""
    # Imported here: the help needs neither torch nor scipy.
    from imgcodecs.blind import png_bytes
    from imgcodecs.learned.codec import PicoStyle
    from imgcodecs.learned.evaluating.comparison import (
        ANCHORS,
        code_pictures,
        find_savings,
        rate_rows,
    )
    from imgcodecs.learned.evaluating.picture import draw_comparison
    from imgcodecs.learned.evaluating.table import format_savings, write_savings
    from imgcodecs.learned.training.held_out import split_paths
    from imgcodecs.learned.training.pictures import list_images

    others, held_out = split_paths(list_images(arguments.images))
    sources = held_out or others
    codec = PicoStyle(weights=str(arguments.weights))
    version = codec.version  # missing weights are said before the other codecs have worked
    with ProgressLine(sys.stderr) as line:
        rows = code_pictures(
            sources,
            codec,
            out=arguments.out,
            workers=arguments.workers,
            on_progress=line.show,
        )
    savings = find_savings(rows, rate_rows(rows), test=codec.name)
    write_savings(savings, arguments.out / "savings.csv")
    picture = draw_comparison(rows, codecs=(codec.name, *ANCHORS))
    write_whole(arguments.out / "comparison.png", png_bytes(picture))
    print(f"{version}, {len(sources)} pictures\n\n{format_savings(savings)}", end="")
    return 0
