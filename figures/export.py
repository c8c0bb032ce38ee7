"""Figures as files, made without a browser and without the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert

PNG_SCALE = 2.0
ENDINGS = ("svg", "pdf", "png")
PROJECT = Path(__file__).resolve().parents[1]
FEWEST_A_PROCESS = 3  # figures; for fewer, starting a process takes longer than it saves
MOST_PROCESSES = 4

Spec = dict[str, Any]
Job = tuple[str, Spec]  # name and specification


def svg_of(spec: Spec) -> str:
    """Draw a specification as SVG text."""
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def write_figure(*, spec: Spec, folder: Path, name: str) -> tuple[Path, ...]:
    """Write one figure as SVG, PDF and PNG, the three of one drawing."""
    svg = svg_of(spec)
    paths = tuple(folder / f"{name}.{ending}" for ending in ENDINGS)
    paths[0].write_text(svg, encoding="utf-8")
    paths[1].write_bytes(vl_convert.svg_to_pdf(svg))
    paths[2].write_bytes(vl_convert.svg_to_png(svg, scale=PNG_SCALE))
    return paths


def write_figures(*, specs: Mapping[str, Spec], folder: Path) -> dict[str, tuple[Path, ...]]:
    """Write several figures by name, on every core: the drawing is not Python's, but holds it up.

    Raises
    ------
    RuntimeError
        If a process that draws fails; says what it said.
    """
    mine, *others = share_out(list(specs.items()), count_processes(len(specs)))
    helpers = [start_helper(jobs, folder) for jobs in others]
    try:
        for name, spec in mine:
            write_figure(spec=spec, folder=folder, name=name)
    finally:
        ends = [helper.communicate()[1] for helper in helpers]
    for helper, complaint in zip(helpers, ends, strict=True):
        if helper.returncode:
            raise RuntimeError(f"figures could not be drawn: {complaint.decode()[-500:]}")
    return {name: tuple(folder / f"{name}.{ending}" for ending in ENDINGS) for name in specs}


def count_processes(figures: int) -> int:
    """Count the processes that draw, with the one that asks."""
    cores = min(os.cpu_count() or 1, MOST_PROCESSES)
    return max(1, min(cores, figures // FEWEST_A_PROCESS))


def share_out(jobs: Sequence[Job], parts: int) -> list[list[Job]]:
    """Deal out figures so that every process has about as much to draw."""
    shares: list[list[Job]] = [[] for _ in range(parts)]
    weights = [0] * parts
    for weight, job in sorted(((len(str(job[1])), job) for job in jobs), key=lambda each: -each[0]):
        least = weights.index(min(weights))
        shares[least].append(job)
        weights[least] += weight
    return shares


def start_helper(jobs: Sequence[Job], folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes these figures; a plain one, which imports nothing else."""
    with tempfile.TemporaryFile() as orders:
        orders.write(json.dumps(list(jobs)).encode())
        orders.seek(0)
        return subprocess.Popen(
            [sys.executable, "-m", "figures.export", str(folder.resolve())],
            stdin=orders,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=PROJECT,
        )


def main() -> None:
    """Write the figures that stand on the standard input into the folder named."""
    for name, spec in json.loads(sys.stdin.buffer.read()):
        write_figure(spec=spec, folder=Path(sys.argv[1]), name=name)


if __name__ == "__main__":
    main()
