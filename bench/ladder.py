"""Times a ladder against its own encodes done by hand: ``python bench/ladder.py --help``.

What matters: wall time over the sum of the raw encoder times, the share of CPU time that is our
own code, how near the rates are, and what a second run takes.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from by_hand import Clock, watch_borders

from imgcodecs.harness import run_timed
from imgcodecs.ladder.plan import make_plan
from imgcodecs.metrics import measure_pair
from imgcodecs.registry import parse_codec
from imgcodecs.sources import read_image
from imgcodecs.types import Codec

CODECS = {
    "fast": ("jpeg", "webp", "jxl:effort=7", "heic", "av1:cpu_used=4", "vvc:preset=fast"),
    "study": ("jpeg", "webp", "jxl", "heic", "av1", "vvc"),
}
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "cid22-originals"


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the command."""

    wall_s: float
    cpu_s: float  # of client, workers and encoders together
    said: str


@dataclass(slots=True)
class ByHand:
    """The same work without us."""

    encode: Clock = field(default_factory=Clock)
    decode: Clock = field(default_factory=Clock)
    measure: Clock = field(default_factory=Clock)
    adapters_cpu_s: float = 0.0  # of our own code around the encoders and decoders


def run_ladder(sources: Sequence[Path], codecs: Sequence[str], out: Path, workers: int) -> Run:
    argv = [sys.executable, "-m", "imgcodecs", "ladder", *map(str, sources), "--out", str(out)]
    argv += [word for codec in codecs for word in ("--codec", codec)]
    began_s = time.perf_counter()
    process = subprocess.Popen([*argv, "--workers", str(workers)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read().decode()
    usage = os.wait4(process.pid, 0)[2]
    return Run(time.perf_counter() - began_s, usage.ru_utime + usage.ru_stime, said)


def repeat_by_hand(out: Path, codecs: Sequence[Codec]) -> ByHand:
    known = {codec.name: codec for codec in codecs}
    made = ByHand()
    for curve in json.loads((out / "ladder.json").read_text())["curves"]:
        image = read_image(out / curve["source"] / "reference.png")
        for quality, _ in curve["points"]:
            encode = partial(known[curve["codec"]].encode, image, quality)
            made.adapters_cpu_s += spend(encode, made.encode)[1]
    for row in read_rows(out):
        image = read_image(out / row["reference"])
        data = (out / row["bitstream"]).read_bytes()
        decoded, own_s = spend(partial(known[row["codec"]].decode, data), made.decode)
        made.adapters_cpu_s += own_s
        made.measure.wrap(measure_pair)(image, decoded)
    return made


def spend(work: Callable[[], Any], clock: Clock) -> tuple[Any, float]:
    """Do something, and return with it the CPU seconds that were not inside foreign code."""
    before_s = clock.cpu_s
    with watch_borders(clock):
        result, spent = run_timed(work)
    return result, spent.cpu_s - (clock.cpu_s - before_s)


def read_rows(out: Path) -> list[dict[str, str]]:
    with (out / "manifest.csv").open(newline="") as opened:
        return list(csv.DictReader(opened))


def describe_rates(out: Path) -> list[str]:
    """A line for each codec: how many rates, how near, how many encodes each."""
    log = json.loads((out / "ladder.json").read_text())
    lines = [
        "| codec | rates | within 3 % | furthest | beyond its range | failed | encodes a rate |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for codec in dict.fromkeys(curve["codec"] for curve in log["curves"]):
        rates = [rate for rate in log["rates"] if rate["codec"] == codec]
        away = [abs(rate["bpp"] / rate["target_bpp"] - 1) for rate in rates]
        reasons = [each["reason"] for each in log["failures"] if each["codec"] == codec]
        beyond = sum("file it makes is" in reason for reason in reasons)
        encodes = sum(len(curve["points"]) for curve in log["curves"] if curve["codec"] == codec)
        lines.append(
            f"| {codec} | {len(rates)} | {sum(each <= 0.03 for each in away)} | "
            f"{max(away):.1%} | {beyond} | {len(reasons) - beyond} | {encodes / len(rates):.2f} |"
        )
    return lines


def describe_times(first: Run, second: Run, hand: ByHand, jobs_cpu_s: float) -> list[str]:
    # By what the run's own processes measured: two cores at once are each a little slower than one.
    own_s = first.cpu_s - jobs_cpu_s + hand.adapters_cpu_s
    raw_s = hand.encode.wall_s + hand.decode.wall_s + hand.measure.wall_s
    parts = (("encoders", hand.encode), ("decoders", hand.decode), ("metrics", hand.measure))
    return [
        "| | wall, s | CPU, s | calls |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} by hand, one after the other | {clock.wall_s:.1f} | {clock.cpu_s:.1f} "
            f"| {clock.calls} |"
            for name, clock in parts
        ),
        f"| the ladder | {first.wall_s:.1f} | {first.cpu_s:.1f} | |",
        f"| the same again | {second.wall_s:.1f} | {second.cpu_s:.1f} | |",
        "",
        f"- ladder over encoders by hand: {first.wall_s / hand.encode.wall_s:.2f}",
        f"- ladder over encoders, decoders and metrics by hand: {first.wall_s / raw_s:.2f}",
        f"- our own share of the ladder's CPU time: {own_s / first.cpu_s:.1%}",
    ]


def choose_images(given: Sequence[Path], count: int) -> list[Path]:
    """Take so many images, evenly spread over those given."""
    plan = make_plan(
        sources=given, codecs=["jpeg"], targets_bpp=[1.0], out=Path(), metrics="none", limit_s=None
    )
    step = max(len(plan.sources) / count, 1.0)
    return [plan.sources[int(place * step)] for place in range(min(count, len(plan.sources)))]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("images", nargs="*", type=Path, default=[SHARED], help="files or folders")
    add("--count", type=int, default=8, help="images to take of those")
    add("--presets", choices=CODECS, default="fast", help="fast ends within 20 minutes on 2 cores")
    add("--codec", action="append", help="instead of the presets' codecs, with settings")
    add("--workers", type=int, default=len(os.sched_getaffinity(0)))
    add("--out", type=Path, help="keep the ladder there; an earlier one there spoils the times")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    names = arguments.codec or CODECS[arguments.presets]
    codecs = [parse_codec(name) for name in names]
    images = choose_images(arguments.images, arguments.count)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        out = arguments.out or Path(folder) / "ladder"
        first = run_ladder(images, names, out, arguments.workers)
        jobs_cpu_s = sum(
            json.loads((out / "ladder.json").read_text())["spent_in_this_run"].values()
        )
        second = run_ladder(images, names, out, arguments.workers)
        hand = repeat_by_hand(out, codecs)
        print(f"{len(images)} images, {arguments.workers} workers: {', '.join(names)}")
        cores = len(os.sched_getaffinity(0))
        print(f"{cores} cores, Python {platform.python_version()}, load before {load:.1f}\n")
        print(
            "\n".join([*describe_rates(out), "", *describe_times(first, second, hand, jobs_cpu_s)])
        )
        print(f"\nfirst run: {first.said.splitlines()[0].rpartition(', ')[2]}", end="; ")
        print(f"second run: {second.said.splitlines()[0].rpartition(', ')[2]}")


if __name__ == "__main__":
    main()
