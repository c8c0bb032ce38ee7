"""``encode`` and ``decode``: one image each way."""

from __future__ import annotations

import argparse
from pathlib import Path

from imgcodecs.blind import png_bytes
from imgcodecs.cli.arguments import CODEC_HELP, Commands, codec, out_file
from imgcodecs.cli.running import BEGINS_ANEW
from imgcodecs.files import write_whole
from imgcodecs.harness import encode_timed, find_bpp, run_timed, warm_up
from imgcodecs.sources import read_image

QUALITY_HELP = "the codec's own scale; `list NAME` prints its range, and which end is better"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    parser = commands.add_parser("encode", help="encode one image")
    parser.add_argument("image", type=Path, metavar="IMAGE")
    parser.add_argument("--codec", type=codec, required=True, metavar="NAME", help=CODEC_HELP)
    parser.add_argument("--quality", type=float, required=True, metavar="Q", help=QUALITY_HELP)
    parser.add_argument("--out", type=out_file, required=True, metavar="FILE")
    parser.set_defaults(command=encode, stopped=BEGINS_ANEW)
    parser = commands.add_parser("decode", help="decode one file to PNG")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--codec", type=codec, required=True, metavar="NAME", help=CODEC_HELP)
    parser.add_argument("--out", type=out_file, required=True, metavar="PNG")
    parser.set_defaults(command=decode, stopped=BEGINS_ANEW)


def encode(arguments: argparse.Namespace) -> int:
    """Encode one image; print bytes, bits per pixel and seconds."""
    image = read_image(arguments.image)
    data, spent = encode_timed(arguments.codec, image, arguments.quality)
    write_whole(arguments.out, data)
    print(f"{len(data)} bytes, {find_bpp(data, image):.4f} bpp, {spent.wall_s:.2f} s")
    return 0


def decode(arguments: argparse.Namespace) -> int:
    """Decode one file to PNG; print its size and seconds."""
    data = arguments.file.read_bytes()
    warm_up(arguments.codec)
    image, spent = run_timed(lambda: arguments.codec.decode(data))
    write_whole(arguments.out, png_bytes(image))
    print(f"{image.shape[1]}x{image.shape[0]} pixels, {spent.wall_s:.2f} s")
    return 0
