"""Downloads the packages with Debian's own client and takes the photographs out of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from imgcodecs.blind import png_bytes
from imgcodecs.errors import ImageError
from imgcodecs.files import write_csv, write_whole
from imgcodecs.learned.gathering.catalogue import PACKAGES, PHOTOGRAPHS, Photograph
from imgcodecs.learned.training.pictures import read_picture
from imgcodecs.programs import run_in_folder

CODEC = "pico-style"  # under whose name errors are told
DOWNLOAD_S, UNPACK_S = 900, 120
LIST = "LICENCES.csv"


def gather(folder: Path, *, say: Callable[[str], None], packages: Sequence[str] = PACKAGES) -> int:
    """Put every photograph into ``folder`` as PNG at half its size, with a list of licences.

    At half its size because all of them come as JPEG, whose marks the codec would learn to keep.

    Returns
    -------
    int
        Number of photographs in the folder.
    """
    for program in ("apt-get", "dpkg-deb"):
        if shutil.which(program) is None:
            raise ValueError(f"{program} is not here: this command needs Debian or a relative")
    folder.mkdir(parents=True, exist_ok=True)
    for package in packages:
        wanted = [photograph for photograph in PHOTOGRAPHS if photograph.package == package]
        missing = [photograph for photograph in wanted if not (folder / photograph.name).exists()]
        if missing:
            say(f"{package}: {len(missing)} photographs")
            _gather_package(package, missing, folder, say)
    kept = [photograph for photograph in PHOTOGRAPHS if (folder / photograph.name).exists()]
    write_licences(kept, folder / LIST)
    return len(kept)


def write_licences(photographs: Sequence[Photograph], path: Path) -> None:
    """List file, package, author and licence of each photograph."""
    rows = [(p.name, p.package, p.author, p.licence) for p in photographs]
    write_csv(path, [("file", "package", "author", "licence"), *rows])


def _gather_package(
    package: str, wanted: Sequence[Photograph], folder: Path, say: Callable[[str], None]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        download = ["apt-get", "download", package]
        run_in_folder(codec=CODEC, argv=download, folder=root, limit_s=DOWNLOAD_S)
        unpack = ["dpkg-deb", "-x", next(root.glob("*.deb")).name, "."]
        run_in_folder(codec=CODEC, argv=unpack, folder=root, limit_s=UNPACK_S)
        for photograph in wanted:
            try:
                pixels = read_picture(root / photograph.path)
                write_whole(folder / photograph.name, png_bytes(pixels))
            except ImageError as error:
                say(f"left out: {error}")
