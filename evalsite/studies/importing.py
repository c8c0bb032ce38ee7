"""Stimuli into a study: checked whole, then blinded and stored whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from evalsite.studies.models import Codec, Condition, Source, Stimulus, Study
from evalsite.studies.publishing import Publisher, add_crops, add_original, add_trap
from imgcodecs.errors import ManifestError
from imgcodecs.manifest import ManifestRow, load_manifest
from imgcodecs.registry import find_label
from imgcodecs.sources import read_image
from imgcodecs.types import Image

METRICS = ("psnr_db", "ms_ssim", "vmaf", "ssimulacra2", "encode_s", "decode_s")


class ImportRefused(Exception):
    """Nothing was imported; the message says why, a line for each problem."""


@dataclass(frozen=True, slots=True)
class ImportCount:
    sources: int
    conditions: int
    stimuli: int


def import_stimuli(*, study: Study, manifest: Path) -> ImportCount:
    """Import every row, or raise ImportRefused and leave study and disk as they were."""
    if study.state != Study.State.DRAFT:
        raise ImportRefused(f"study {study.slug!r} is {study.state}: stimuli go into a draft only")
    try:
        rows = load_manifest(manifest)
    except ManifestError as error:
        raise ImportRefused(str(error)) from error
    refuse_clashes(study, rows)
    with Publisher() as publisher, transaction.atomic():
        for name in dict.fromkeys(row.source for row in rows):
            import_source(study, [row for row in rows if row.source == name], publisher)
    return count_import(rows)


def count_import(rows: Sequence[ManifestRow]) -> ImportCount:
    conditions = {(row.codec, row.target_bpp) for row in rows}
    return ImportCount(len({row.source for row in rows}), len(conditions), len(rows))


def refuse_clashes(study: Study, rows: Sequence[ManifestRow]) -> None:
    problems = [*repeated_rates(rows), *known_stimuli(study, rows)]
    if problems:
        raise ImportRefused("\n".join(problems))


def repeated_rates(rows: Iterable[ManifestRow]) -> Iterable[str]:
    seen: dict[tuple[str, str, float | None], str] = {}
    for row in rows:
        first = seen.setdefault((row.source, row.codec, row.target_bpp), row.where)
        if first != row.where:
            yield (
                f"{row.where}: source {row.source!r} has codec {row.codec!r} at the same "
                f"target_bpp as {first}; give each rate point its own target_bpp"
            )


def find_known(study: Study) -> set[tuple[str, str, float | None]]:
    """Source, codec and rate point of every stimulus the study has."""
    rated = Stimulus.objects.filter(
        source__study=study, condition__role=Condition.Role.RATED, condition__codec__isnull=False
    )
    return set(rated.values_list("source__name", "condition__codec__name", "condition__target_bpp"))


def known_stimuli(study: Study, rows: Iterable[ManifestRow]) -> Iterable[str]:
    known = find_known(study)
    for row in rows:
        if (row.source, row.codec, row.target_bpp) in known:
            yield (
                f"{row.where}: study {study.slug!r} already has source {row.source!r} "
                f"under codec {row.codec!r} at this rate point"
            )


def import_source(study: Study, rows: Sequence[ManifestRow], publisher: Publisher) -> None:
    reference = read_image(rows[0].reference)
    source, is_new = match_source(study, rows[0], reference)
    if is_new:
        add_crops(study, source, reference, publisher)
        add_original(source, reference, publisher)
        add_trap(source, reference, publisher)
    for row in rows:
        stimulus = add_stimulus(study, source, row)
        publisher.show_whole(stimulus, read_image(row.decoded))
    publisher.level(source)


def match_source(study: Study, row: ManifestRow, reference: Image) -> tuple[Source, bool]:
    digest = hashlib.sha256(reference.tobytes()).hexdigest()
    height_px, width_px = reference.shape[:2]
    source, is_new = Source.objects.get_or_create(
        study=study,
        name=row.source,
        defaults={
            "category": row.category,
            "width_px": width_px,
            "height_px": height_px,
            "pixel_digest": digest,
        },
    )
    if source.pixel_digest != digest:
        raise ImportRefused(
            f"{row.where}: source {row.source!r} is in study {study.slug!r} with other pixels"
        )
    return source, is_new


def add_stimulus(study: Study, source: Source, row: ManifestRow) -> Stimulus:
    metrics = {name: getattr(row, name) for name in METRICS}
    return Stimulus.objects.create(
        source=source,
        condition=match_condition(study, row),
        coded_bytes=row.bytes,
        bpp=row.bpp,
        parameters=row.parameters,
        metrics={name: value for name, value in metrics.items() if value is not None},
    )


def match_condition(study: Study, row: ManifestRow) -> Condition:
    codec = match_codec(study, row)
    name = row.codec if row.target_bpp is None else f"{row.codec}@{row.target_bpp:g}"
    return Condition.objects.get_or_create(
        study=study, codec=codec, target_bpp=row.target_bpp, defaults={"name": name}
    )[0]


def match_codec(study: Study, row: ManifestRow) -> Codec:
    codec, is_new = Codec.objects.get_or_create(
        study=study,
        name=row.codec,
        defaults={
            "version": row.version,
            "label": find_label(row.codec),
            "position": study.codecs.count(),
        },
    )
    if not is_new and row.version and codec.version and codec.version != row.version:
        raise ImportRefused(
            f"{row.where}: codec {row.codec!r} is version {row.version!r} here and "
            f"{codec.version!r} in study {study.slug!r}; name different versions differently"
        )
    return codec
