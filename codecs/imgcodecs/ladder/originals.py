"""Sources, read once and written as references."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from imgcodecs.blind import quick_png_bytes
from imgcodecs.cache import Cache, Pixels, digest_bytes, digest_decisive, digest_image
from imgcodecs.errors import ImageError
from imgcodecs.files import write_whole
from imgcodecs.fingerprint import find_fingerprint
from imgcodecs.manifest import MIN_SIDE
from imgcodecs.manifest_cells import MAX_LENGTHS, check_no_formula
from imgcodecs.rungs import Failure
from imgcodecs.sources import read_image
from imgcodecs.types import Image

# Names in the folder that are the ladder's own, and those that lead out of it.
OWN_NAMES = ("", ".", "..", "manifest.csv", "ladder.json")


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
        _check_size(path, image)
        _make_folder(reference.parent)
    except (ImageError, ValueError, OSError) as error:
        name = " ".join(path.stem.split())
        return Failure(name, "", None, " ".join(str(error).split()))
    png = quick_png_bytes(image)
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


def _check_size(path: Path, image: Image) -> None:
    height, width = image.shape[:2]
    if min(height, width) < MIN_SIDE:
        raise ValueError(
            f"{path}: it is {width}x{height} pixels, expected at least {MIN_SIDE} a side"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise ValueError(f"{folder}: cannot be made, a file is in its place") from None


def _check_name(path: Path) -> None:
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file")
    if path.stem in OWN_NAMES:
        raise ValueError(f"{path}: a source cannot be called {path.stem!r}; rename the file")
    longest = MAX_LENGTHS["source"]
    if not path.stem.isprintable() or path.stem != path.stem.strip() or len(path.stem) > longest:
        raise ValueError(
            f"{str(path)!r}: a source's name must be of at most {longest} printable characters, "
            "without blanks at its ends"
        )
    try:
        check_no_formula(path.stem)
    except ValueError as error:
        raise ValueError(f"{path}: a source's name {error}; rename the file") from None
