"""``ladder``: images to target rates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from imgcodecs.cli.arguments import CODEC_HELP, Commands, codec, count, out_folder
from imgcodecs.cli.counting import count_of
from imgcodecs.cli.progress_line import ProgressLine
from imgcodecs.cli.running import GOES_ON
from imgcodecs.ladder import LadderResult, build_ladder
from imgcodecs.ladder.plan import LEVELS
from imgcodecs.renamed import Renamed
from imgcodecs.rungs import Failure
from imgcodecs.targets import DEFAULT_TARGETS_BPP
from imgcodecs.types import Codec

NAMED_HELP = f"{CODEC_HELP}; a name of your own comes first: quick=vvc:preset=faster"


def named_codec(text: str) -> Codec:
    """Make a codec from ``"vvc:preset=faster"`` or ``"quick=vvc:preset=faster"``."""
    name, equals, settings = text.partition("=")
    if not equals or ":" in name:
        return codec(text)
    try:
        return Renamed(name, codec(settings))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a codec's name {error}") from None


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    rates = ", ".join(f"{bpp:g}" for bpp in DEFAULT_TARGETS_BPP)
    parser = commands.add_parser("ladder", help="encode images to target rates")
    add = parser.add_argument
    add("sources", type=Path, nargs="+", metavar="SOURCES", help="images, or folders of images")
    add(
        "--codec", type=named_codec, action="append", required=True, metavar="NAME", help=NAMED_HELP
    )
    add("--bpp", type=float, action="append", metavar="BPP", help=f"target rates; default: {rates}")
    add("--out", type=out_folder, required=True, metavar="DIR")
    add("--metrics", choices=LEVELS, default="all", help="fast: PSNR alone; default: all")
    add("--limit-s", type=float, metavar="S", help="seconds that one encode or decode may take")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=count, metavar="N", help="encodes at a time")
    where.add_argument("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers encode")
    parser.set_defaults(command=ladder, stopped=GOES_ON)


def ladder(arguments: argparse.Namespace) -> int:
    """Encode sources to target rates; failures are listed at the end and make the status 1."""
    with ProgressLine(sys.stderr) as line:
        result = build_ladder(
            sources=arguments.sources,
            codecs=arguments.codec,
            targets_bpp=arguments.bpp or DEFAULT_TARGETS_BPP,
            out=arguments.out,
            workers=arguments.workers,
            scheduler=arguments.scheduler,
            metrics=arguments.metrics,
            limit_s=arguments.limit_s,
            on_progress=line.show,
        )
    _print_result(result)
    return 1 if result.failures else 0


def _print_result(result: LadderResult) -> None:
    rates, encodes = count_of(len(result.rows), "rate"), count_of(result.encodes, "new encode")
    print(f"{rates} in {result.manifest}, {encodes}")
    for row in result.missed:
        print(
            f"{row.source}, {row.codec}: {row.bpp:.4f} bpp is the nearest it has "
            f"to {row.target_bpp:g}"
        )
    for failure in result.failures:
        print(f"failed: {_name(failure)}: {failure.reason}", file=sys.stderr)


def _name(failure: Failure) -> str:
    target = "" if failure.target_bpp is None else f"{failure.target_bpp:g} bpp"
    return ", ".join(part for part in (failure.source, failure.codec, target) if part)
