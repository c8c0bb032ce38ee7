"""Encodes and decodes kept by what decides them, so that none is ever made twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.files import write_whole
from imgcodecs.types import Codec, Image


@dataclass(frozen=True, slots=True)
class Encoded:
    """A bitstream and the wall time it took."""

    data: bytes
    encode_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A decoded image, as a blinded PNG file, with its time and its measures."""

    png: bytes
    decode_s: float
    psnr_db: float
    ssimulacra2: float | None  # None for images it cannot judge


def digest_image(image: Image) -> str:
    """SHA-256 of shape and pixels, hexadecimal."""
    hashed = hashlib.sha256(repr(image.shape).encode())
    hashed.update(image.tobytes())
    return hashed.hexdigest()


def make_key(*, source_digest: str, codec: Codec, quality: float) -> str:
    """Hash everything that decides an encode: pixels, codec, version, settings, quality."""
    decisive = [source_digest, codec.name, codec.version, dict(codec.options), float(quality)]
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of results by key.

    The times lie in a file of their own, written first: a result counts only once its main file
    is there, so an interrupted run leaves nothing half-known.
    """

    folder: Path

    def read_encoded(self, key: str) -> Encoded | None:
        """Return the bitstream of a key, or None where it was never made."""
        stream = self._path(key, "stream")
        if not stream.is_file():
            return None
        return Encoded(
            stream.read_bytes(), **json.loads(self._path(key, "encode.json").read_text())
        )

    def write_encoded(self, key: str, encoded: Encoded) -> None:
        """Keep a bitstream."""
        times = json.dumps({"encode_s": encoded.encode_s})
        write_whole(self._path(key, "encode.json"), times.encode())
        write_whole(self._path(key, "stream"), encoded.data)

    def read_measured(self, key: str) -> Measured | None:
        """Return the decoded image of a key, or None where it was never made."""
        png = self._path(key, "png")
        if not png.is_file():
            return None
        return Measured(png.read_bytes(), **json.loads(self._path(key, "decode.json").read_text()))

    def write_measured(self, key: str, measured: Measured) -> None:
        """Keep a decoded image and its measures."""
        measures = {
            "decode_s": measured.decode_s,
            "psnr_db": measured.psnr_db,
            "ssimulacra2": measured.ssimulacra2,
        }
        write_whole(self._path(key, "decode.json"), json.dumps(measures).encode())
        write_whole(self._path(key, "png"), measured.png)

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / key[:2] / f"{key}.{suffix}"
