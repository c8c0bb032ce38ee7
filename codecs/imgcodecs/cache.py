"""What a ladder has made, kept by what decides it, so that nothing is ever made twice.

Every entry carries the digest of its own content: a file torn by a power cut, or edited, counts as
one that was never made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from imgcodecs.files import write_whole
from imgcodecs.fingerprint import find_coding_fingerprint
from imgcodecs.metrics import METRICS_VERSION, Measures
from imgcodecs.renamed import Renamed
from imgcodecs.types import Codec, Image


@dataclass(frozen=True, slots=True)
class Encoded:
    """A bitstream and what it took."""

    data: bytes
    encode_s: float  # wall time
    encode_cpu_s: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """What is known of a decoded image; the image itself is the rung's PNG file."""

    png_digest: str
    decode_s: float  # wall time
    decode_cpu_s: float


@dataclass(frozen=True, slots=True)
class Pixels:
    """What is known of a source file once it has been read."""

    digest: str  # of the 8-bit sRGB pixels
    height: int
    width: int
    png_digest: str  # of the reference written from it


def digest_image(image: Image) -> str:
    """SHA-256 of shape and pixels, hexadecimal."""
    hashed = hashlib.sha256(repr(image.shape).encode())
    hashed.update(image.tobytes())
    return hashed.hexdigest()


def digest_bytes(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def make_key(*, source_digest: str, codec: Codec, quality: float) -> str:
    """Hash what decides an encode: pixels, codec, version, settings, quality, our own code."""
    if isinstance(codec, Renamed):
        codec = codec.codec  # its name decides no byte
    made_by = (codec.name, codec.version, dict(codec.options), find_coding_fingerprint())
    return digest_decisive(source_digest, *made_by, float(quality))


def digest_decisive(*decisive: object) -> str:
    """SHA-256 of plain values."""
    return digest_bytes(json.dumps(decisive, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of results by key."""

    folder: Path

    def read_encoded(self, key: str) -> Encoded | None:
        """Return the bitstream of a key, or None where it was never made."""
        times = self._read(key, "encode")
        try:
            data = self._path(key, "stream").read_bytes()
        except OSError:
            return None
        if times is None or times.pop("digest") != digest_bytes(data):
            return None
        return Encoded(data, **times)

    def write_encoded(self, key: str, encoded: Encoded) -> None:
        """Keep a bitstream."""
        times = {"encode_s": encoded.encode_s, "encode_cpu_s": encoded.encode_cpu_s}
        write_whole(self._path(key, "stream"), encoded.data, durable=False)
        self._write(key, "encode", {**times, "digest": digest_bytes(encoded.data)})

    def read_decoded(self, key: str) -> Decoded | None:
        """Return what is known of a decoded image, or None where it was never made."""
        known = self._read(key, "decode")
        return None if known is None else Decoded(**known)

    def write_decoded(self, key: str, decoded: Decoded) -> None:
        """Keep what is known of a decoded image."""
        self._write(key, "decode", asdict(decoded))

    def read_measures(self, key: str, level: str) -> Measures | None:
        """Return the measures that this version of the metrics took."""
        known = self._read(key, f"measure-{level}-{METRICS_VERSION}")
        return None if known is None else Measures(**known)

    def write_measures(self, key: str, level: str, measures: Measures) -> None:
        """Keep measures."""
        self._write(key, f"measure-{level}-{METRICS_VERSION}", asdict(measures))

    def read_pixels(self, key: str) -> Pixels | None:
        """Return what is known of a source file."""
        known = self._read(key, "pixels")
        return None if known is None else Pixels(**known)

    def write_pixels(self, key: str, pixels: Pixels) -> None:
        """Keep what is known of a source file."""
        self._write(key, "pixels", asdict(pixels))

    def _read(self, key: str, kind: str) -> dict[str, Any] | None:
        try:
            digest, _, text = self._path(key, kind).read_bytes().partition(b"\n")
        except OSError:
            return None
        whole = digest.decode("latin-1") == digest_bytes(text)
        return dict(json.loads(text)) if whole else None

    def _write(self, key: str, kind: str, known: Mapping[str, object]) -> None:
        text = json.dumps(known).encode()
        write_whole(
            self._path(key, kind), digest_bytes(text).encode() + b"\n" + text, durable=False
        )

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / key[:2] / f"{key}.{suffix}"
