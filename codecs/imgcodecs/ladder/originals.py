"""Sources, read once and written as references."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from imgcodecs.blind import png_bytes
from imgcodecs.cache import Cache, Pixels, digest_bytes, digest_decisive, digest_image
from imgcodecs.errors import ImageError
from imgcodecs.files import write_whole
from imgcodecs.fingerprint import find_fingerprint
from imgcodecs.manifest_cells import MAX_LENGTHS
from imgcodecs.rungs import Failure
from imgcodecs.sources import read_image
from imgcodecs.types import Image


@dataclass(slots=True)
class Original:
    """A source, as 8-bit sRGB on disk; its pixels are read when a job first needs them."""

    name: str
    reference: Path
    pixels: Pixels
    _image: Image | None = field(default=None, repr=False)

    def read(self) -> Image:
        """Read the pixels, shape (height, width, 3)."""
        if self._image is None:
            self._image = read_image(self.reference)
        return self._image

    def find_bpp(self, data: bytes) -> float:
        """Bits of a file over the source's pixels."""
        return len(data) * 8 / self.count_pixels()

    def count_pixels(self) -> int:
        """Height times width."""
        return self.pixels.height * self.pixels.width

    def forget(self) -> None:
        """Let the pixels go."""
        self._image = None


def prepare_source(*, path: Path, out: Path, cache: Cache) -> Original | Failure:
    """Read a source and write its reference image, unless both are known and there."""
    try:
        _check_name(path)
        with path.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        # What a file's pixels are depends on the code that reads it, too.
        key = digest_decisive("pixels", content, find_fingerprint())
        reference = out / path.stem / "reference.png"
        known = cache.read_pixels(key)
        if known is not None and is_file_of(reference, known.png_digest):
            return Original(path.stem, reference, known)
        image = read_image(path)
    except (ImageError, ValueError, OSError) as error:
        return Failure(path.stem, "", None, " ".join(str(error).split()))
    png = png_bytes(image)
    pixels = Pixels(digest_image(image), image.shape[0], image.shape[1], digest_bytes(png))
    write_whole(reference, png, durable=False)
    cache.write_pixels(key, pixels)
    return Original(path.stem, reference, pixels, image)


def is_file_of(path: Path, digest: str) -> bool:
    """Tell whether a file is there and has this content."""
    try:
        return digest_bytes(path.read_bytes()) == digest
    except OSError:
        return False


def _check_name(path: Path) -> None:
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file")
    longest = MAX_LENGTHS["source"]
    if not path.stem.isprintable() or path.stem != path.stem.strip() or len(path.stem) > longest:
        raise ValueError(
            f"{path!r}: a source's name must be of at most {longest} printable characters, "
            "without blanks at its ends"
        )
