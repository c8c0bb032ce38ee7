"""Rows of the manifest, of the images that fit their originals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from imgcodecs.collecting.examining import Size, compare_sizes, examine
from imgcodecs.collecting.matching import TOLERANCE, Failure, Rated
from imgcodecs.collecting.placing import Originals
from imgcodecs.collecting.problems import CollectError
from imgcodecs.collecting.targets import find_targets, group_rates
from imgcodecs.manifest import ManifestRow


def make_rows(
    rated: Sequence[Rated], originals: Originals
) -> tuple[list[ManifestRow], list[Failure]]:
    """Open every image; make rows of those that fit their originals, failures of the others.

    Raises
    ------
    CollectError
        Two images are the same source, codec and rate, or rate points are not clear.
    """
    decoded = [each.picture.path for each in rated]
    sizes = examine([*originals.paths.values(), *decoded])
    good: list[tuple[Rated, float]] = []
    failures = []
    for each in rated:
        reason = _find_problem(each, originals.paths, sizes)
        if reason:
            failures.append(Failure(each.picture.name, reason))
        else:
            good.append((each, _count_bpp(each, sizes[each.picture.path])))
    _refuse_twins(good)
    targets = _find_all_targets(good)
    return [
        _make_row(each, bpp, originals.paths[each.source], targets[each.codec][each.source, bpp])
        for each, bpp in good
    ], failures


def _find_problem(each: Rated, paths: Mapping[str, Path], sizes: Mapping[Path, Size | str]) -> str:
    if each.source not in paths:
        return f"there is no original of source {each.source!r}"
    path, rate = paths[each.source], each.rate
    wrong = compare_sizes(sizes[each.picture.path], sizes[path], name=path.name)
    if wrong or rate.bytes is None or rate.bpp is None:
        return wrong
    counted_bpp = _count_bpp(each, sizes[path])
    if abs(rate.bpp / counted_bpp - 1) <= TOLERANCE:
        return ""
    return f"{rate.where} says {rate.bpp:g} bpp and {rate.bytes} bytes, which are {counted_bpp:.4g}"


def _count_bpp(each: Rated, size: Size | str) -> float:
    if each.rate.bytes is None:
        assert each.rate.bpp is not None  # a rate has one of the two
        return each.rate.bpp
    assert not isinstance(size, str)  # an image without a size is no good one
    return each.rate.bytes * 8 / (size[0] * size[1])


def _refuse_twins(good: Sequence[tuple[Rated, float]]) -> None:
    names: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each, bpp in good:
        names[each.source, each.codec, f"{bpp:g}"].append(each.picture.name)
    problems = [
        f"{' and '.join(twins)}: both are source {source!r}, codec {codec!r} at {bpp} bpp"
        for (source, codec, bpp), twins in names.items()
        if len(twins) > 1
    ]
    if problems:
        raise CollectError(problems)


def _find_all_targets(
    good: Sequence[tuple[Rated, float]],
) -> dict[str, dict[tuple[str, float], float | None]]:
    targets: dict[str, dict[tuple[str, float], float | None]] = {}
    problems = []
    for codec, rates in group_rates((e.codec, e.source, bpp) for e, bpp in good).items():
        mine = [(each, bpp) for each, bpp in good if each.codec == codec]
        if all(each.rate.target_bpp is not None for each, _ in mine):
            targets[codec] = {(each.source, bpp): each.rate.target_bpp for each, bpp in mine}
            continue
        try:
            targets[codec] = find_targets(rates)
        except ValueError as error:
            problems.append(f"codec {codec!r}: {error}")
    if problems:
        raise CollectError(problems)
    return targets


def _make_row(each: Rated, bpp: float, original: Path, target_bpp: float | None) -> ManifestRow:
    return ManifestRow(
        source=each.source,
        reference=original,
        codec=each.codec,
        version=each.rate.version,
        target_bpp=target_bpp,
        bpp=bpp,
        bytes=each.rate.bytes,
        decoded=each.picture.path,
        category=each.rate.category,
    )
