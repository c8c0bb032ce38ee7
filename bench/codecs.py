"""The figures of docs/codecs.md: ``python bench/codecs.py TABLE PHOTOS...``, one of four tables.

ceilings: PSNR and mean colour shift at each codec's highest quality. speed: CPU seconds of an
encode and a decode of 512x512 pixels at 0.5 bpp. reach: how many target rates a codec comes within
3 % of. between: whether qualities between whole quantiser steps are as good as whole steps at equal
rate.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.interpolate import PchipInterpolator

from imgcodecs.harness import find_bpp, read_cpu_s
from imgcodecs.metrics import psnr_db, ssimulacra2
from imgcodecs.registry import CODECS, parse_codec
from imgcodecs.sources import read_image
from imgcodecs.types import Codec, Image

STUDY = ("jpeg", "jpeg:chroma=444", *(name for name in CODECS if name != "jpeg"))
QUICK = (
    *("jpeg", "jpeg:chroma=444", "webp:method=1", "jxl:effort=3", "heic:preset=ultrafast"),
    *("av1:cpu_used=8", "av1-444:cpu_used=8", "vvc:preset=faster"),
)
TARGETS_BPP = np.geomspace(0.08, 1.0, 200)
TOLERANCE = 0.03


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--codec", action="append", help="instead of all")
    arguments = parser.parse_args()
    images = [read_image(path)[:512, :512] for path in arguments.photos]
    TABLES[arguments.table](images, arguments.codec or ())


def write_ceilings(images: Sequence[Image], chosen: Sequence[str]) -> None:
    for text in chosen or QUICK:
        codec = parse_codec(text)
        # VVC's way through ffmpeg ends at 8 bits a pixel, which two of 51 photographs pass at QP 0.
        best = 4 if codec.name == "vvc" else codec.quality.best
        decoded = [codec.decode(codec.encode(image, best)) for image in images]
        found = [psnr_db(*pair) for pair in zip(images, decoded, strict=True)]
        shifts = [
            np.abs(np.mean(after.astype(float) - before, axis=(0, 1))).max()
            for before, after in zip(images, decoded, strict=True)
        ]
        median, low, high = np.median(found), min(found), max(found)
        print(f"{text:24} PSNR {median:.1f} ({low:.1f} to {high:.1f}) dB, shift {max(shifts):.2f}")


def write_speed(images: Sequence[Image], chosen: Sequence[str]) -> None:
    for text in chosen or (*STUDY, *QUICK):
        codec = parse_codec(text)
        timed = [time_coding(codec, image) for image in images]
        encode_s, decode_s, bpp = np.mean(timed, axis=0)
        smallest = len(codec.encode(np.full((8, 8, 3), 128, np.uint8), codec.quality.value_at(0)))
        print(
            f"{text:24} encode {encode_s:.2f} s, decode {decode_s:.3f} s at {bpp:.2f} bpp; "
            f"a grey 8x8 takes {smallest} bytes",
            flush=True,
        )


def write_reach(images: Sequence[Image], chosen: Sequence[str]) -> None:
    for text in chosen or QUICK:
        codec, reached = parse_codec(text), []
        for image in images:
            # Of very fine steps every fifth is enough to see whether 3 % can be met.
            indices = range(0, codec.quality.steps, max(1, codec.quality.steps // 500))
            rates = np.array([find_rate(codec, image, index) for index in indices])
            misses = np.abs(rates[:, None] / TARGETS_BPP - 1).min(axis=0)
            inside = (rates.min() < TARGETS_BPP) & (rates.max() > TARGETS_BPP)
            reached += list(misses[inside] <= TOLERANCE)
        print(f"{text:24} {np.mean(reached):.1%} of {len(reached)} targets within {TOLERANCE:.0%}")


def write_between(images: Sequence[Image], chosen: Sequence[str]) -> None:
    for text in chosen or ("heic:preset=slow", "vvc:preset=medium"):
        codec = parse_codec(text)
        gains: dict[float, list[tuple[float, float]]] = {0.25: [], 0.5: [], 0.75: []}
        steps: list[float] = []
        for image in images:
            qualities = np.arange(26, 40.01, 0.25)
            measured = np.array([measure(codec, image, quality) for quality in qualities])
            whole = measured[::4]
            curves = [PchipInterpolator(whole[:, 0], whole[:, column]) for column in (1, 2)]
            steps += list(np.diff(measured[:, 0]))
            for quality, (log_rate, *values) in zip(qualities, measured, strict=True):
                if quality % 1:
                    gain = [
                        v - float(curve(log_rate)) for v, curve in zip(values, curves, strict=True)
                    ]
                    gains[quality % 1].append((gain[0], gain[1]))
        rising = np.mean(np.array(steps) < 0)
        print(
            f"{text}: steps of rate {np.mean(steps):.1%} in the mean, {max(steps):.1%} at most; "
            f"{rising:.0%} go the wrong way, by {-min(steps):.1%} at most"
        )
        for fraction, pairs in gains.items():
            mean, error = np.mean(pairs, axis=0), np.std(pairs, axis=0) / len(pairs) ** 0.5
            print(
                f"  .{fraction * 100:.0f}: PSNR {mean[0]:+.3f} +- {error[0]:.3f} dB, "
                f"SSIMULACRA2 {mean[1]:+.2f} +- {error[1]:.2f}, n = {len(pairs)}"
            )


def measure(codec: Codec, image: Image, quality: float) -> tuple[float, float, float]:
    data = codec.encode(image, quality)
    decoded = codec.decode(data)
    return -np.log(find_bpp(data, image)), psnr_db(image, decoded), ssimulacra2(image, decoded)


def find_rate(codec: Codec, image: Image, index: int) -> float:
    return find_bpp(codec.encode(image, codec.quality.value_at(index)), image)


def time_coding(codec: Codec, image: Image) -> tuple[float, float, float]:
    """CPU seconds, programs included, to encode and decode at some 0.5 bpp; and the rate.

    Other work on the machine does not count.
    """
    low, high = 0, codec.quality.steps - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if find_rate(codec, image, middle) < 0.5 else (low, middle)
    clock = [read_cpu_s()]
    data = codec.encode(image, codec.quality.value_at(low))
    clock.append(read_cpu_s())
    codec.decode(data)
    clock.append(read_cpu_s())
    return clock[1] - clock[0], clock[2] - clock[1], find_bpp(data, image)


TABLES = {
    "ceilings": write_ceilings,
    "speed": write_speed,
    "reach": write_reach,
    "between": write_between,
}

if __name__ == "__main__":
    main()
