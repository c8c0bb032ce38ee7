"""One source through one codec: a decoded image for each target rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.blind import png_bytes
from imgcodecs.cache import Cache, Encoded, Measured, digest_image, make_key
from imgcodecs.errors import CodecError, ImageError
from imgcodecs.files import write_whole
from imgcodecs.harness import decode_timed, encode_timed, find_bpp
from imgcodecs.manifest import ManifestRow
from imgcodecs.metrics import is_affordable, psnr_db, ssimulacra2
from imgcodecs.progress import Tally
from imgcodecs.search import Found, RateSearch
from imgcodecs.sources import read_image
from imgcodecs.types import Codec, Image, format_parameters


@dataclass(frozen=True, slots=True)
class Failure:
    """Something a run could not make; the rest goes on."""

    source: str
    codec: str  # empty when the source itself cannot be used
    target_bpp: float | None  # None when no rate at all could be tried
    reason: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One finished rate."""

    row: ManifestRow
    quality: float
    encodes: int  # encodes this target needed, fresh or from the cache
    missed: bool  # further than the tolerance from its target, the steps being exhausted


@dataclass(frozen=True, slots=True)
class Original:
    """A source, as 8-bit sRGB on disk."""

    name: str
    reference: Path
    digest: str  # of the pixels


def prepare_source(*, path: Path, out: Path) -> Original | Failure:
    """Read a source and write its reference image."""
    reference = out / path.stem / "reference.png"
    try:
        image = read_image(path)
        write_whole(reference, png_bytes(image))
    except (ImageError, OSError) as error:
        return Failure(path.stem, "", None, str(error))
    return Original(path.stem, reference, digest_image(image))


def climb(
    *, original: Original, codec: Codec, targets_bpp: Sequence[float], cache: Cache, tally: Tally
) -> list[Rung | Failure]:
    """Make a rung for each target rate, or say why there is none."""
    try:
        image = read_image(original.reference)
        version = codec.version
    except (ImageError, CodecError) as error:
        tally.count(done=len(targets_bpp))
        return [Failure(original.name, codec.name, None, str(error))]
    return _Climber(original, image, codec, version, cache, tally).climb(targets_bpp)


@dataclass(frozen=True, slots=True)
class _Climber:
    original: Original
    image: Image
    codec: Codec
    version: str
    cache: Cache
    tally: Tally

    def climb(self, targets_bpp: Sequence[float]) -> list[Rung | Failure]:
        search = RateSearch(rate_at=self._find_rate, steps=self.codec.quality.steps)
        found = {target_bpp: self._search(search, target_bpp) for target_bpp in targets_bpp}
        owners = _choose_owners(found)
        made = []
        for target_bpp, step in found.items():
            if isinstance(step, Found) and owners[step.index] != target_bpp:
                step = self._fail(target_bpp, _explain_taken(step, owners[step.index]))
            made.append(self._finish(target_bpp, step))
            self.tally.count(done=1)
        return made

    def _search(self, search: RateSearch, target_bpp: float) -> Found | Failure:
        try:
            return search.find(target_bpp)
        except (CodecError, OSError) as error:
            return self._fail(target_bpp, str(error))

    def _finish(self, target_bpp: float, step: Found | Failure) -> Rung | Failure:
        if isinstance(step, Failure):
            return step
        quality = self.codec.quality.value_at(step.index)
        try:
            row = self._write(target_bpp, quality)
        except (CodecError, OSError) as error:
            return self._fail(target_bpp, str(error))
        return Rung(row, quality, step.encodes, step.misses(target_bpp))

    def _fail(self, target_bpp: float, reason: str) -> Failure:
        return Failure(self.original.name, self.codec.name, target_bpp, reason)

    def _find_rate(self, index: int) -> float:
        encoded = self._encode(self.codec.quality.value_at(index))
        return find_bpp(encoded.data, self.image)

    def _key(self, quality: float) -> str:
        return make_key(source_digest=self.original.digest, codec=self.codec, quality=quality)

    def _encode(self, quality: float) -> Encoded:
        key = self._key(quality)
        known = self.cache.read_encoded(key)
        if known is not None:
            return known
        self.tally.check()
        encoded = Encoded(*encode_timed(self.codec, self.image, quality))
        self.cache.write_encoded(key, encoded)
        self.tally.count(encodes=1)
        return encoded

    def _measure(self, quality: float) -> Measured:
        key = self._key(quality)
        known = self.cache.read_measured(key)
        if known is not None:
            return known
        self.tally.check()
        data = self._encode(quality).data
        decoded, decode_s = decode_timed(self.codec, data, self.image.shape)
        measured = Measured(
            png=png_bytes(decoded),
            decode_s=decode_s,
            psnr_db=psnr_db(self.image, decoded),
            ssimulacra2=ssimulacra2(self.image, decoded) if is_affordable(decoded) else None,
        )
        self.cache.write_measured(key, measured)
        return measured

    def _write(self, target_bpp: float, quality: float) -> ManifestRow:
        encoded, measured = self._encode(quality), self._measure(quality)
        stem = f"{self.codec.name}_{target_bpp:g}"
        folder = self.original.reference.parent
        bitstream, decoded = folder / f"{stem}.{self.codec.suffix}", folder / f"{stem}.png"
        write_whole(bitstream, encoded.data)
        write_whole(decoded, measured.png)
        height, width = self.image.shape[:2]
        return ManifestRow(
            source=self.original.name,
            reference=self.original.reference,
            codec=self.codec.name,
            version=self.version,
            parameters=format_parameters(options=self.codec.options, quality=quality),
            target_bpp=target_bpp,
            bpp=find_bpp(encoded.data, self.image),
            bytes=len(encoded.data),
            width=width,
            height=height,
            bitstream=bitstream,
            decoded=decoded,
            encode_s=encoded.encode_s,
            decode_s=measured.decode_s,
            psnr_db=measured.psnr_db,
            ssimulacra2=measured.ssimulacra2,
        )


def _choose_owners(found: Mapping[float, Found | Failure]) -> dict[int, float]:
    # Two targets at the end of a codec's range would otherwise become two stimuli with equal
    # pixels: the nearer target keeps the step.
    owners: dict[int, float] = {}
    for target_bpp, step in found.items():
        if isinstance(step, Found):
            rivals = [owners.get(step.index, target_bpp), target_bpp]
            owners[step.index] = min(rivals, key=lambda t: abs(math.log(step.bpp / t)))
    return owners


def _explain_taken(step: Found, owner_bpp: float) -> str:
    return (
        f"the nearest rate it reaches is {step.bpp:.3g} bpp, "
        f"and that already serves the target of {owner_bpp:g} bpp"
    )
