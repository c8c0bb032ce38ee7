"""The commands that encode and decode: ``encode``, ``decode``, ``ladder``."""

from __future__ import annotations

import argparse
import sys
import time

from imgcodecs.blind import png_bytes
from imgcodecs.cli.progress_line import ProgressLine
from imgcodecs.files import write_whole
from imgcodecs.harness import encode_timed, find_bpp
from imgcodecs.ladder import DEFAULT_TARGETS_BPP, LadderResult, build_ladder
from imgcodecs.rungs import Failure
from imgcodecs.sources import read_image


def encode(arguments: argparse.Namespace) -> int:
    """Encode one image; print bytes, bits per pixel and seconds."""
    image = read_image(arguments.image)
    data, encode_s = encode_timed(arguments.codec, image, arguments.quality)
    write_whole(arguments.out, data)
    print(f"{len(data)} bytes, {find_bpp(data, image):.4f} bpp, {encode_s:.2f} s")
    return 0


def decode(arguments: argparse.Namespace) -> int:
    """Decode one file to PNG; print its size and seconds."""
    data = arguments.file.read_bytes()
    began_s = time.perf_counter()
    image = arguments.codec.decode(data)
    decode_s = time.perf_counter() - began_s
    write_whole(arguments.out, png_bytes(image))
    print(f"{image.shape[1]}x{image.shape[0]} pixels, {decode_s:.2f} s")
    return 0


def ladder(arguments: argparse.Namespace) -> int:
    """Encode sources to target rates; failures are listed at the end and make the status 1."""
    with ProgressLine(sys.stderr) as line:
        result = build_ladder(
            sources=arguments.sources,
            codecs=arguments.codec,
            targets_bpp=arguments.bpp or DEFAULT_TARGETS_BPP,
            out=arguments.out,
            workers=arguments.workers,
            on_progress=line.show,
        )
    _print_result(result)
    return 1 if result.failures else 0


def _print_result(result: LadderResult) -> None:
    print(f"{len(result.rows)} rates in {result.manifest}, {result.encodes} new encodes")
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
