"""``compare``: objective measures of a pair of images."""

from __future__ import annotations

import argparse
from pathlib import Path

from imgcodecs.cli.arguments import Commands
from imgcodecs.errors import ImageError
from imgcodecs.metrics import measure_pair
from imgcodecs.metrics.catalogue import METRICS, Metric
from imgcodecs.sources import read_image


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="objective measures of a pair of images")
    parser.add_argument("reference", type=Path, metavar="A.png")
    parser.add_argument("distorted", type=Path, metavar="B.png")
    parser.set_defaults(command=compare)


def compare(arguments: argparse.Namespace) -> int:
    """Print the measures of a pair."""
    reference, distorted = read_image(arguments.reference), read_image(arguments.distorted)
    if reference.shape != distorted.shape:
        sizes = [f"{image.shape[1]}x{image.shape[0]}" for image in (reference, distorted)]
        raise ImageError(f"{arguments.distorted}: is {sizes[1]} pixels, the reference {sizes[0]}")
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
