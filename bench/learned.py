"""Time and memory of the learned codec: ``python bench/learned.py PHOTO``, into docs/pico-style.md.

The photograph is mirrored until it has 12 megapixels, then cut to 4, 16 and 48 tiles. CPU seconds
are of the whole process; seconds at the clock mean little on a machine that does something else.
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

import numpy as np

from imgcodecs.harness import Spent, find_bpp, run_timed
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.tiles import plan_tiles
from imgcodecs.sources import read_image
from imgcodecs.types import Image

SIZES = ((1008, 1008), (2016, 2016), (3024, 4032))  # pixels; 4, 16 and 48 tiles
HEAD = "| picture | bits per pixel | CPU s (s) to encode | CPU s (s) to decode | peak memory |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", type=Path)
    parser.add_argument("--level", type=int, default=40)
    arguments = parser.parse_args()
    whole = enlarge(read_image(arguments.photo), SIZES[-1])
    print(HEAD, "| --- | --- | --- | --- | --- |", sep="\n")
    for threads in (1, 2):
        codec = PicoStyle(threads=threads)
        codec.decode(codec.encode(whole[:64, :64], arguments.level))  # loads everything
        for height, width in SIZES:
            print(measure(codec, whole[:height, :width], arguments.level), flush=True)


def enlarge(image: Image, size: tuple[int, int]) -> Image:
    """Mirror a picture until it has this size."""
    spare = [(0, max(0, wanted - side)) for wanted, side in zip(size, image.shape[:2], strict=True)]
    return np.pad(image, (*spare, (0, 0)), mode="symmetric")[: size[0], : size[1]]


def measure(codec: PicoStyle, image: Image, level: int) -> str:
    """Encode and decode once, and write a line of the table."""
    data, encoding = run_timed(lambda: codec.encode(image, level))
    _, decoding = run_timed(lambda: codec.decode(data))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"{len(plan_tiles(*image.shape[:2]))} tiles"
    what += f", `threads={codec.threads}`" if codec.threads > 1 else ""
    spent = f"{show(encoding)} | {show(decoding)}"
    return f"| {what} | {find_bpp(data, image):.2f} | {spent} | {peak_mib:.0f} MiB |"


def show(spent: Spent) -> str:
    return f"{spent.cpu_s:.2f} ({spent.wall_s:.2f})"


if __name__ == "__main__":
    main()
