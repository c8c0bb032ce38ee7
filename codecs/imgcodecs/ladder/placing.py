"""Puts a rung's files in place, or finds them there from an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imgcodecs.cache import Cache, Decoded, Encoded, digest_bytes, make_key
from imgcodecs.files import write_whole
from imgcodecs.ladder.jobs import Level, Measured
from imgcodecs.ladder.originals import Original, is_file_of
from imgcodecs.manifest import ManifestRow
from imgcodecs.metrics import Measures
from imgcodecs.types import Codec, format_parameters


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the rungs of one source and codec lie, in the cache and on disk."""

    original: Original
    codec: Codec
    version: str
    level: Level
    cache: Cache

    def key(self, quality: float) -> str:
        """Key of an encode in the cache."""
        return make_key(
            source_digest=self.original.pixels.digest, codec=self.codec, quality=quality
        )

    def find_rung(
        self, *, target_bpp: float, quality: float, encoded: Encoded
    ) -> ManifestRow | None:
        """Row of a rung whose decoded image and measures are all there, or None."""
        key = self.key(quality)
        decoded, measures = self.cache.read_decoded(key), self._read_measures(key)
        if decoded is None or (measures is None and self.level != "none"):
            return None
        if not is_file_of(self._path(target_bpp, "png"), decoded.png_digest):
            return None
        self._place_bitstream(target_bpp, encoded)
        return self._write_row(target_bpp, quality, encoded, decoded, measures)

    def missing_level(self, quality: float) -> Level:
        """Which measures have still to be taken."""
        return "none" if self._read_measures(self.key(quality)) else self.level

    def keep_rung(
        self, *, target_bpp: float, quality: float, encoded: Encoded, measured: Measured
    ) -> ManifestRow:
        """Write what a worker has decoded and measured, and return its row."""
        key = self.key(quality)
        write_whole(self._path(target_bpp, "png"), measured.png, durable=False)
        self._place_bitstream(target_bpp, encoded)
        digest = digest_bytes(measured.png)
        decoded = self.cache.read_decoded(key)
        if decoded is None or decoded.png_digest != digest:
            decoded = Decoded(digest, measured.decode_s, measured.decode_cpu_s)
            self.cache.write_decoded(key, decoded)
        if measured.measures is not None:
            self.cache.write_measures(key, self.level, measured.measures)
        return self._write_row(target_bpp, quality, encoded, decoded, self._read_measures(key))

    def _read_measures(self, key: str) -> Measures | None:
        return None if self.level == "none" else self.cache.read_measures(key, self.level)

    def _place_bitstream(self, target_bpp: float, encoded: Encoded) -> None:
        path = self._path(target_bpp, self.codec.suffix)
        if not is_file_of(path, digest_bytes(encoded.data)):
            write_whole(path, encoded.data, durable=False)

    def _path(self, target_bpp: float, suffix: str) -> Path:
        return self.original.reference.parent / f"{self.codec.name}_{target_bpp:g}.{suffix}"

    def _write_row(
        self,
        target_bpp: float,
        quality: float,
        encoded: Encoded,
        decoded: Decoded,
        measures: Measures | None,
    ) -> ManifestRow:
        pixels = self.original.pixels
        return ManifestRow(
            source=self.original.name,
            reference=self.original.reference,
            codec=self.codec.name,
            version=self.version,
            parameters=format_parameters(options=self.codec.options, quality=quality),
            target_bpp=target_bpp,
            bpp=self.original.find_bpp(encoded.data),
            bytes=len(encoded.data),
            width=pixels.width,
            height=pixels.height,
            bitstream=self._path(target_bpp, self.codec.suffix),
            decoded=self._path(target_bpp, "png"),
            encode_s=encoded.encode_s,
            decode_s=decoded.decode_s,
            encode_cpu_s=encoded.encode_cpu_s,
            decode_cpu_s=decoded.decode_cpu_s,
            psnr_db=measures.psnr_db if measures else None,
            ms_ssim=measures.ms_ssim if measures else None,
            vmaf=measures.vmaf if measures else None,
            ssimulacra2=measures.ssimulacra2 if measures else None,
        )
