"""Finds out of which original, by which codec and at which rate each image was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.collecting.names import (
    EXTRAS,
    find_marked_source,
    is_folder_of_originals,
    is_original,
    split_rate,
    take_source,
)
from imgcodecs.collecting.problems import CollectError


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file of the collection."""

    path: Path
    name: str  # relative to the collection, with "/" between folders

    @property
    def folders(self) -> tuple[str, ...]:
        """Folders from the collection's own down to the picture's."""
        return tuple(self.name.split("/")[:-1])


@dataclass(frozen=True, slots=True)
class Placed:
    """A decoded image, as far as its name says."""

    picture: Picture
    source: str
    codec: str
    bpp: float | None


@dataclass(frozen=True, slots=True)
class Originals:
    """The originals of a collection."""

    scenes: Mapping[tuple[str, ...], str]  # folder that has its own original -> source
    paths: Mapping[str, Path]  # source -> original
    used: frozenset[Path]


def find_originals(
    pictures: Sequence[Picture], *, root_name: str, named: str | None, outside: Sequence[Path]
) -> Originals:
    """Find the originals.

    Parameters
    ----------
    pictures : sequence of Picture
        All images of the collection.
    root_name : str
        Name of the collection, for originals that lie in it directly.
    named : str, optional
        Name, without suffix, that originals have; else the usual ones.
    outside : sequence of Path
        Originals from another folder, called like their sources.

    Raises
    ------
    CollectError
        A source has two originals.
    """
    found = [(path.stem, path) for path in outside]
    scenes: dict[tuple[str, ...], str] = {}
    flat = []
    for picture in pictures:
        if is_original(picture.path.stem, named=named):
            folders = picture.folders
            scenes[folders] = folders[-1] if folders else root_name
            found.append((scenes[folders], picture.path))
        else:
            flat.append(picture)
    for picture in flat:
        source = _find_flat_source(picture)
        if source is not None and picture.folders not in scenes:
            found.append((source, picture.path))
    if not found:
        found = _find_bare_sources(pictures)
    return _check_twins(found, scenes)


def place(picture: Picture, originals: Originals) -> Placed | str:
    """Place one decoded image, or say why it cannot be."""
    depth = _find_scene(picture, originals)
    if depth is not None:
        source = originals.scenes[picture.folders[:depth]]
        words = [*picture.folders[depth:], picture.path.stem]
        return _finish(picture, source, words)
    words = [*picture.folders, picture.path.stem]
    matches = [source for source in originals.paths if _mentions(words, source)]
    if not matches:
        return "no original belongs to it, expected one beside it or by its name"
    return _finish(picture, max(matches, key=len), words)


def is_extra(picture: Picture) -> bool:
    """Tell whether a picture belongs to a web page rather than to the study."""
    return picture.path.stem.lower() in EXTRAS


def _find_flat_source(picture: Picture) -> str | None:
    if picture.folders and is_folder_of_originals(picture.folders[-1]):
        return picture.path.stem
    return find_marked_source(picture.path.stem)


def _find_bare_sources(pictures: Sequence[Picture]) -> list[tuple[str, Path]]:
    """Originals called by their source alone, beside ``<source>_<codec>_<rate>bpp``."""
    rated = [p for p in pictures if split_rate(p.path.stem)[1] is not None]
    bare = [p for p in pictures if split_rate(p.path.stem)[1] is None]
    return [
        (picture.path.stem, picture.path)
        for picture in bare
        if any(
            other.folders == picture.folders
            and other.path.stem.startswith((f"{picture.path.stem}_", f"{picture.path.stem}-"))
            for other in rated
        )
    ]


def _check_twins(
    found: Sequence[tuple[str, Path]], scenes: Mapping[tuple[str, ...], str]
) -> Originals:
    paths: dict[str, Path] = {}
    problems = []
    for source, path in found:
        first = paths.setdefault(source, path)
        if first != path:
            problems.append(f"source {source!r} has two originals: {first} and {path}")
    if problems:
        raise CollectError(problems)
    return Originals(scenes=scenes, paths=paths, used=frozenset(paths.values()))


def _find_scene(picture: Picture, originals: Originals) -> int | None:
    depths = range(len(picture.folders), -1, -1)
    return next((d for d in depths if picture.folders[:d] in originals.scenes), None)


def _mentions(words: Sequence[str], source: str) -> bool:
    stem = split_rate(words[-1])[0]
    return take_source(stem, source) is not None or source in words[:-1]


def _finish(picture: Picture, source: str, words: Sequence[str]) -> Placed | str:
    split = [split_rate(word) for word in words if word != source]
    rates = sorted({rate for _, rate in split if rate is not None})
    if len(rates) > 1:
        return f"its names say two rates, {rates[0]:g} and {rates[1]:g} bpp"
    rests = [_drop_source(rest, source) for rest, _ in split]
    codecs = [rest for rest in rests if rest]
    if not codecs:
        return "no codec in its name, expected one like vvc_0.25bpp"
    return Placed(picture, source, codecs[-1].lower(), rates[0] if rates else None)


def _drop_source(rest: str, source: str) -> str:
    left = take_source(rest, source)
    return rest if left is None else left
