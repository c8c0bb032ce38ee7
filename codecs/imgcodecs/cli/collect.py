"""``collect``: a manifest of images that were decoded elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from imgcodecs.cli.arguments import Commands, out_folder
from imgcodecs.cli.counting import count_of
from imgcodecs.cli.running import BEGINS_ANEW
from imgcodecs.collecting.collection import Collection, collect


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("collect", help="a manifest of images decoded elsewhere")
    parser.add_argument("path", type=Path, metavar="FOLDER_OR_ZIP")
    parser.add_argument(
        "--rates", type=Path, metavar="TABLE", help="CSV or JSON: source, codec, bpp or bytes, file"
    )
    parser.add_argument(
        "--original", metavar="NAME", help="name of the originals; default: original, reference ..."
    )
    parser.add_argument(
        "--originals", type=Path, metavar="FOLDER", help="originals called like their sources"
    )
    parser.add_argument("--out", type=out_folder, required=True, metavar="DIR")
    parser.set_defaults(command=collect_images, stopped=BEGINS_ANEW)


def collect_images(arguments: argparse.Namespace) -> int:
    """Write the manifest; images that cannot be used are listed and make the status 1."""
    collection = collect(
        arguments.path,
        out=arguments.out,
        rates=arguments.rates,
        original=arguments.original,
        originals=arguments.originals,
    )
    _print_result(collection)
    return 1 if collection.failures else 0


def _print_result(collection: Collection) -> None:
    rows = collection.rows
    sources, codecs = {row.source for row in rows}, sorted({row.codec for row in rows})
    print(
        f"{count_of(len(rows), 'image')} of {count_of(len(sources), 'source')} in "
        f"{collection.manifest}; "
        f"codecs: {', '.join(codecs)}"
    )
    if collection.unused:
        rates, first = count_of(len(collection.unused), "rate"), collection.unused[0].where
        print(f"{rates} of the table without an image here, {first} for one")
    if collection.lonely:
        print(f"originals without decoded images: {', '.join(collection.lonely)}")
    for failure in collection.failures:
        print(f"failed: {failure.name}: {failure.reason}", file=sys.stderr)
