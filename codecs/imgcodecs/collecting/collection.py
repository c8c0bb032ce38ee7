"""From a folder or zip file of decoded images to a manifest."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.collecting.archive import WANTED, unpack
from imgcodecs.collecting.matching import Failure, Rated, RateTable
from imgcodecs.collecting.placing import Picture, find_originals, is_extra
from imgcodecs.collecting.problems import CollectError
from imgcodecs.collecting.rates import Rate, read_rates
from imgcodecs.collecting.rows import make_rows
from imgcodecs.manifest import ManifestRow, read_manifest, write_manifest

APPLE_TABLE = "bpp_data.json"
UNPACKED = "files"  # folder of what a zip file holds, in the output


@dataclass(frozen=True, slots=True)
class Collection:
    """A manifest, and what did not get into it."""

    manifest: Path
    rows: tuple[ManifestRow, ...]
    failures: tuple[Failure, ...]
    unused: tuple[Rate, ...]  # rows of the table without an image here
    lonely: tuple[str, ...]  # originals of which nothing was decoded


def collect(
    path: Path,
    *,
    out: Path,
    rates: Path | None = None,
    original: str | None = None,
    originals: Path | None = None,
) -> Collection:
    """Write ``out/manifest.csv`` of the decoded images in a folder or zip file.

    Parameters
    ----------
    path : Path
        Folder, or zip file, which is unpacked into ``out/files``.
    out : Path
        Folder, made where it is missing.
    rates : Path, optional
        Table of rates, CSV or JSON; else a ``bpp_data.json`` in the collection or, for a folder of
        one scene, beside the folder.
    original : str, optional
        Name of the originals beside their decoded images, ``original.png`` or ``original``.
    originals : Path, optional
        Folder of originals that the collection does not have, called like their sources.

    Raises
    ------
    CollectError
        The collection cannot be understood, or nothing in it can be used.
    """
    root, files = _open(path, out)
    pictures = _list_pictures(root, files)
    table = RateTable(_read_table(root, files) if rates is None else read_rates(rates))
    found = find_originals(
        pictures,
        root_name=path.resolve().stem,
        named=_drop_suffix(original),
        outside=[] if originals is None else [p.path for p in _list_folder(originals)],
    )
    decoded = [p for p in pictures if p.path not in found.used and not is_extra(p)]
    matched = [table.match(picture, found) for picture in decoded]
    rated = [each for each in matched if isinstance(each, Rated)]
    failures = [each for each in matched if isinstance(each, Failure)]
    failures += _find_lost_files(table, pictures)
    rows, more = make_rows(rated, found)
    failures += more
    if not rows:
        reasons = [f"{failure.name}: {failure.reason}" for failure in failures]
        raise CollectError(reasons or [f"{path}: holds no decoded images beside originals"])
    write_manifest(out / "manifest.csv", rows)
    return Collection(
        manifest=out / "manifest.csv",
        rows=read_manifest(out / "manifest.csv"),
        failures=tuple(sorted(failures, key=lambda failure: failure.name)),
        unused=tuple(rate for rate in table.list_unused() if not rate.file),
        lonely=tuple(sorted(set(found.paths) - {each.source for each in rated})),
    )


def _open(path: Path, out: Path) -> tuple[Path, list[str]]:
    """Folder of the collection and the files in it, by name."""
    if path.is_file():
        # By the archive's word, not the folder's: an earlier archive may have left its own there.
        return out / UNPACKED, sorted(unpack(path, out / UNPACKED))
    if path.is_dir():
        return path, _list_files(path)
    raise CollectError([f"{path}: there is no such folder or zip file"])


def _list_files(root: Path) -> list[str]:
    if not root.is_dir():
        raise CollectError([f"{root}: there is no such folder"])
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        found += [Path(folder, name).relative_to(root).as_posix() for name in files]
    return sorted(name for name in found if not name.rsplit("/", 1)[-1].startswith("."))


def _list_pictures(root: Path, files: Iterable[str]) -> list[Picture]:
    return [Picture(root / name, name) for name in files if name.lower().endswith(WANTED)]


def _list_folder(root: Path) -> list[Picture]:
    return _list_pictures(root, _list_files(root))


def _read_table(root: Path, files: Iterable[str]) -> tuple[Rate, ...]:
    tables = [name for name in files if name.rsplit("/", 1)[-1] == APPLE_TABLE]
    contents = {(root / table).read_bytes() for table in tables}
    if len(contents) > 1:
        raise CollectError([f"{', '.join(tables)}: the tables differ; name one with --rates"])
    return read_rates(root / tables[0]) if tables else _read_table_beside(root)


def _read_table_beside(root: Path) -> tuple[Rate, ...]:
    """Rates of one scene, whose collection's table lies one folder up; none where it does not."""
    folder = root.resolve()
    table = folder.parent / APPLE_TABLE
    if not table.is_file():
        return ()
    return tuple(rate for rate in read_rates(table) if rate.source == folder.name)


def _drop_suffix(name: str | None) -> str | None:
    return name[: name.rindex(".")] if name and name.lower().endswith(WANTED) else name


def _find_lost_files(table: RateTable, pictures: Iterable[Picture]) -> list[Failure]:
    there = {picture.name for picture in pictures}
    return [
        Failure(file, f"{rate.where} names it, but it is not in the collection")
        for file, rate in table.by_file.items()
        if file not in there
    ]
