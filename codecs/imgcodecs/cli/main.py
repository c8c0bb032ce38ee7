"""The arguments of the command line, and what becomes of errors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from imgcodecs.cli import coding, listing
from imgcodecs.errors import CodecError, ImageError
from imgcodecs.ladder import DEFAULT_TARGETS_BPP
from imgcodecs.registry import CODECS, parse_codec
from imgcodecs.types import Codec

CODEC_HELP = f"one of {', '.join(CODECS)}; settings follow a colon: vvc:preset=faster"


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for wrong arguments."""
    arguments = _make_parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except (CodecError, ImageError, ValueError, OSError) as error:
        print(f"imgcodecs: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("imgcodecs: stopped; the same command goes on from here", file=sys.stderr)
        return 130


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m imgcodecs", description="Image codecs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_list(commands.add_parser("list", help="every codec and whether it can run here"))
    _add_encode(commands.add_parser("encode", help="encode one image"))
    _add_decode(commands.add_parser("decode", help="decode one file to PNG"))
    _add_ladder(commands.add_parser("ladder", help="encode images to target rates"))
    _add_compare(commands.add_parser("compare", help="objective measures of a pair of images"))
    return parser


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=listing.list_codecs)


def _add_encode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, metavar="IMAGE")
    parser.add_argument("--codec", type=_codec, required=True, metavar="NAME", help=CODEC_HELP)
    parser.add_argument("--quality", type=float, required=True, metavar="Q")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.set_defaults(command=coding.encode)


def _add_decode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--codec", type=_codec, required=True, metavar="NAME", help=CODEC_HELP)
    parser.add_argument("--out", type=Path, required=True, metavar="PNG")
    parser.set_defaults(command=coding.decode)


def _add_ladder(parser: argparse.ArgumentParser) -> None:
    rates = ", ".join(f"{bpp:g}" for bpp in DEFAULT_TARGETS_BPP)
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCES")
    parser.add_argument(
        "--codec", type=_codec, action="append", required=True, metavar="NAME", help=CODEC_HELP
    )
    parser.add_argument(
        "--bpp", type=float, action="append", metavar="BPP", help=f"target rates; default: {rates}"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--workers", type=_count, metavar="N", help="encodes at a time")
    parser.set_defaults(command=coding.ladder)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", type=Path, metavar="A.png")
    parser.add_argument("distorted", type=Path, metavar="B.png")
    parser.set_defaults(command=listing.compare)


def _codec(text: str) -> Codec:
    try:
        return parse_codec(text)
    except ValueError as error:
        # argparse hides the message of a plain ValueError.
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, got {text!r}")
    return int(text)
