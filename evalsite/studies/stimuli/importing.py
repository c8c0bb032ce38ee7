"""Stimuli into a study: checked whole, then blinded and stored whole, or not at all."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from evalsite.studies.models import Codec, Condition, Showing, Source, Stimulus, Study
from evalsite.studies.stimuli.identifying import label_codec, mixed_codecs
from evalsite.studies.stimuli.publishing import Batch, Publisher, make_batch
from imgcodecs.errors import ManifestError
from imgcodecs.manifest import ManifestRow, load_manifest
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
    """Import every row, or raise ImportRefused and leave study and disk as they were.

    Reading and writing images takes minutes and happens before the transaction: on SQLite it would
    keep every rater's vote waiting.
    """
    refuse_unless_draft(study)
    try:
        rows = load_manifest(manifest)
    except ManifestError as error:
        raise ImportRefused(str(error)) from error
    refuse_clashes(study, rows)
    with Publisher() as publisher:
        store(study, rows, [prepare(study, own, publisher) for own in group_by_source(rows)])
    return count_import(rows)


def refuse_unless_draft(study: Study) -> None:
    if study.state != Study.State.DRAFT:
        raise ImportRefused(f"study {study.slug!r} is {study.state}: stimuli go into a draft only")


def group_by_source(rows: Sequence[ManifestRow]) -> list[list[ManifestRow]]:
    names = dict.fromkeys(row.source for row in rows)
    return [[row for row in rows if row.source == name] for name in names]


def count_import(rows: Sequence[ManifestRow]) -> ImportCount:
    conditions = {(row.codec, row.target_bpp) for row in rows}
    return ImportCount(len({row.source for row in rows}), len(conditions), len(rows))


def refuse_clashes(study: Study, rows: Sequence[ManifestRow]) -> None:
    problems = [*repeated_rates(rows), *known_stimuli(study, rows), *mixed_codecs(study, rows)]
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


def prepare(study: Study, rows: Sequence[ManifestRow], publisher: Publisher) -> Batch:
    """Blind and write the images of one source; no row is stored yet."""
    reference = read_image(rows[0].reference)
    source = find_source(study, rows[0], reference)
    batch = Batch.of(source) if source.pk else make_batch(source, reference, publisher)
    for row in rows:
        stimulus = describe_stimulus(source, row)
        batch.add(stimulus, publisher.show_whole(stimulus, batch.crops, read_image(row.decoded)))
    publisher.level(batch)
    return batch


def find_source(study: Study, row: ManifestRow, reference: Image) -> Source:
    """The study's source of this name, or a new one that is not stored yet."""
    digest = hashlib.sha256(reference.tobytes()).hexdigest()
    known = study.sources.filter(name=row.source).first()
    if known is not None and known.pixel_digest != digest:
        raise ImportRefused(
            f"{row.where}: source {row.source!r} is in study {study.slug!r} with other pixels"
        )
    height_px, width_px = reference.shape[:2]
    return known or Source(
        study=study,
        name=row.source,
        category=row.category,
        width_px=width_px,
        height_px=height_px,
        pixel_digest=digest,
    )


def describe_stimulus(source: Source, row: ManifestRow) -> Stimulus:
    metrics = {name: getattr(row, name) for name in METRICS}
    return Stimulus(
        source=source,
        coded_bytes=row.bytes,
        bpp=row.bpp,
        parameters=row.parameters,
        # JSON has no infinity: the PSNR of a copy equal to its original is left out.
        metrics={
            name: value
            for name, value in metrics.items()
            if value is not None and math.isfinite(value)
        },
    )


def store(study: Study, rows: Sequence[ManifestRow], batches: Sequence[Batch]) -> None:
    """Store all rows at once. What was checked long ago is checked again under the study's lock."""
    with transaction.atomic():
        refuse_unless_draft(Study.objects.select_for_update().get(pk=study.pk))
        refuse_clashes(study, rows)
        for batch, own in zip(batches, group_by_source(rows), strict=True):
            store_batch(study, batch, own)


def store_batch(study: Study, batch: Batch, rows: Sequence[ManifestRow]) -> None:
    if batch.source.pk is None:
        store_new_source(batch)
    for stimulus, row in zip(batch.stimuli, rows, strict=True):
        stimulus.condition = match_condition(study, row)
        stimulus.save()
    Showing.objects.bulk_create(batch.showings)


def store_new_source(batch: Batch) -> None:
    """With its windows and its two controls, the original and the trap."""
    try:
        with transaction.atomic():
            batch.source.save()
    except IntegrityError:
        raise ImportRefused(
            f"another import brought source {batch.source.name!r} at this moment; import again"
        ) from None
    for crop in batch.crops:
        crop.save()
    for role, stimulus in batch.controls.items():
        stimulus.condition = match_control(batch.source.study, role)
        stimulus.save()


def match_control(study: Study, role: Condition.Role) -> Condition:
    return Condition.objects.get_or_create(study=study, name=role.value, role=role, codec=None)[0]


def match_condition(study: Study, row: ManifestRow) -> Condition:
    codec = match_codec(study, row)
    name = row.codec if row.target_bpp is None else f"{row.codec}@{row.target_bpp:g}"
    return Condition.objects.get_or_create(
        study=study, codec=codec, target_bpp=row.target_bpp, defaults={"name": name}
    )[0]


def match_codec(study: Study, row: ManifestRow) -> Codec:
    return Codec.objects.get_or_create(
        study=study,
        name=row.codec,
        defaults={
            "version": row.version,
            "label": label_codec(row),
            "position": study.codecs.count(),
        },
    )[0]
