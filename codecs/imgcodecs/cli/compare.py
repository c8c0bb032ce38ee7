"""``compare``: objective measures of a pair of images, or of all that a manifest lists."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from imgcodecs.cli.arguments import Commands, out_folder
from imgcodecs.cli.running import BEGINS_ANEW
from imgcodecs.errors import ImageError
from imgcodecs.manifest import read_manifest
from imgcodecs.metrics import measure_pair
from imgcodecs.metrics.catalogue import METRICS, Metric
from imgcodecs.sources import read_image

EPILOG = """A pair prints its measures. A manifest gives rate-distortion and speed pictures (SVG,
PDF, PNG and one page that needs no network), the numbers behind them, and the rates at equal
quality against one codec. Measures that the manifest lacks are computed."""

A_HELP = "the original of a pair; or a manifest"
B_HELP = "its decoded image, of the same size"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    text = "objective metrics of a pair of images, or of the codecs in a manifest"
    parser = commands.add_parser("compare", help=text, description=text + ".", epilog=EPILOG)
    parser.add_argument("reference", type=Path, metavar="A.png|MANIFEST.csv", help=A_HELP)
    parser.add_argument("distorted", type=Path, metavar="B.png", nargs="?", help=B_HELP)
    parser.add_argument(
        "--out", type=out_folder, metavar="DIR", help="default: compared, beside it"
    )
    parser.add_argument("--anchor", metavar="CODEC", help="default: jpeg, else that of most rows")
    parser.set_defaults(command=compare, stopped=BEGINS_ANEW)


def compare(arguments: argparse.Namespace) -> int:
    """Compare a pair where two files are given, else the codecs of a manifest."""
    if arguments.distorted is None:
        return compare_manifest(arguments.reference, out=arguments.out, anchor=arguments.anchor)
    if arguments.out or arguments.anchor:
        raise ValueError("--out and --anchor are for a manifest, not for a pair of images")
    return compare_pair(arguments.reference, arguments.distorted)


def compare_pair(reference_path: Path, distorted_path: Path) -> int:
    """Print the measures of a pair."""
    reference, distorted = read_image(reference_path), read_image(distorted_path)
    if reference.shape != distorted.shape:
        sizes = [f"{image.shape[1]}x{image.shape[0]}" for image in (reference, distorted)]
        raise ImageError(f"{distorted_path}: is {sizes[1]} pixels, the reference {sizes[0]}")
    measures = measure_pair(reference, distorted)
    for metric in METRICS.values():
        print(describe(metric, getattr(measures, metric.name)))
    return 0


def describe(metric: Metric, value: float | None) -> str:
    """Write one line: the metric, its value and unit, or why it has none."""
    if value is None:
        return f"{metric.name:12} not defined below {metric.least_side} pixels a side"
    unit = f" {metric.unit}" if metric.unit else ""
    return f"{metric.name:12} {value:.{metric.decimals}f}{unit} ({metric.limits})"


def compare_manifest(path: Path, *, out: Path | None, anchor: str | None) -> int:
    """Draw and print the codecs of a manifest."""
    # Imported here: they load Altair and scipy, which no other command needs.
    from imgcodecs.comparing.comparison import compare_codecs
    from imgcodecs.comparing.measuring import fill_measures
    from imgcodecs.comparing.savings import choose_anchor
    from imgcodecs.comparing.words import describe_comparison
    from imgcodecs.comparing.writing import write_comparison

    if path.suffix.lower() != ".csv":
        raise ValueError(f"{path}: give two images, or one manifest (a .csv file)")
    rows = read_manifest(path)
    anchor = choose_anchor(rows, anchor)
    comparison = compare_codecs(fill_measures(rows, on_progress=show_progress), anchor=anchor)
    page = write_comparison(comparison, out or path.parent / "compared")
    print("\n".join(describe_comparison(comparison)))
    print(f"pictures and tables: {page}")
    for warning in comparison.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return 0


def show_progress(done: int, total: int) -> None:
    """Count the pairs that had to be measured."""
    moving = sys.stderr.isatty()
    if moving or done in (1, total) or done % 20 == 0:
        start, end = ("\r", "" if done < total else "\n") if moving else ("", "\n")
        print(f"{start}measured {done} of {total} pairs", end=end, file=sys.stderr, flush=True)
