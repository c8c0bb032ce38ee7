"""How the stand-in codes: samples are divided by a step, and compressed by zlib."""

from __future__ import annotations

import os
import sys
import zlib
from pathlib import Path
from typing import NoReturn

MISCHIEF = os.environ.get("STANDIN", "")


def squeeze(samples: bytes, step: int) -> bytes:
    table = bytes(min(255, (value // step) * step + step // 2) for value in range(256))
    return zlib.compress(samples.translate(table) if step > 1 else samples, 9)


def save(path: str, data: bytes) -> None:
    if MISCHIEF == "nothing":
        return
    Path(path).write_bytes(b"" if MISCHIEF == "empty" else data)


def read_planes(path: str, *, width: int, height: int, chroma: str, depth: int) -> bytes:
    half = ((width + 1) // 2) * ((height + 1) // 2)
    samples = width * height + 2 * (width * height if chroma == "444" else half)
    data = Path(path).read_bytes()
    expected = samples * (1 if depth == 8 else 2)
    if len(data) != expected:
        refuse(f"{path} has {len(data)} bytes, {width}x{height} {chroma} {depth} bit {expected}")
    highest = max(data[1::2]) if depth > 8 else 0
    if highest >> (depth - 8):
        refuse(f"a sample of {path} is above {depth} bits")
    return data


def squeeze_planes(data: bytes, *, depth: int, step: int) -> bytes:
    # Of two-byte samples only the low byte is coarsened, so that the value stays in range.
    if depth == 8:
        return squeeze(data, step)
    low = squeeze(data[::2], step)
    return len(low).to_bytes(4) + low + zlib.compress(data[1::2], 9)


def stretch_planes(data: bytes, *, depth: int) -> bytes:
    if depth == 8:
        return zlib.decompress(data)
    split = 4 + int.from_bytes(data[:4])
    low, high = zlib.decompress(data[4:split]), zlib.decompress(data[split:])
    joined = bytearray(2 * len(low))
    joined[::2], joined[1::2] = low, high
    return bytes(joined)


def read_png(path: str) -> tuple[int, int, bytes]:
    from PIL import Image

    if not path.endswith(".png"):
        refuse(f"{path} is no PNG by its name")
    with Image.open(path) as opened:
        if opened.mode != "RGB":
            refuse(f"{path} is {opened.mode}")
        return opened.width, opened.height, opened.tobytes()


def write_png(path: str, width: int, height: int, samples: bytes) -> None:
    from PIL import Image

    if MISCHIEF == "nothing":
        return
    picture = Image.frombytes("RGB", (width, height), samples)
    if MISCHIEF == "size":
        picture = picture.resize((width + 1, height + 1))
    picture.save(path)
    if MISCHIEF == "empty":
        Path(path).write_bytes(b"")


def encode_png(source: str, target: str, *, step: int) -> None:
    width, height, samples = read_png(source)
    save(target, f"{width} {height}\n".encode() + squeeze(samples, step))


def decode_png(source: str, target: str) -> None:
    head, _, data = Path(source).read_bytes().partition(b"\n")
    width, height = map(int, head.split())
    write_png(target, width, height, zlib.decompress(data))


def refuse(problem: str) -> NoReturn:
    print(f"standin: {problem}", file=sys.stderr)
    sys.exit(2)
