"""Builds the item bank of the artefact check from real encodes; no study's stimuli are in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from imgcodecs.blind import level_files, publish_png, shown_path
from imgcodecs.types import Codec, Image
from raters.baking import Baked, Qualities, bake_series, strength_of, write_recipes
from raters.models import ArtefactItem

PRACTICE_ITEMS = 2
# What is written down of an item beside its digest.
STORED = (
    *("source", "codec", "quality", "ssimulacra2", "strength", "height_px", "width_px"),
    *("reference_code", "original_code", "coded_code"),
)


def build_bank(
    photographs: Iterable[tuple[str, Image]],
    codecs: Sequence[tuple[Codec, Qualities]],
    *,
    seed: int,
    workers: int,
) -> int:
    """Make the items the bank lacks and grade all of them anew; says how many are new."""
    known = {item.digest for item in ArtefactItem.objects.all() if has_files(item)}
    # The whole series, not only what it lacks: its strengths are handed out together.
    lacking = [
        recipes
        for recipes in write_recipes(photographs, codecs, seed)
        if not known.issuperset(recipe.digest for recipe in recipes)
    ]
    with ThreadPoolExecutor(workers) as pool:
        baked = [item for series in pool.map(bake_series, lacking) for item in series]
    new = [item for item in baked if item.recipe.digest not in known]
    store_items(new)
    grade_items()
    return len(new)


def has_files(item: ArtefactItem) -> bool:
    return all(path.exists() for path in files_of(item))


def files_of(item: ArtefactItem) -> list[Path]:
    codes = (item.reference_code, item.original_code, item.coded_code)
    return [shown_path(Path(settings.BANK_ROOT), code) for code in codes]


def store_items(baked: Sequence[Baked]) -> None:
    """Publish the pictures of new items, then write them down.

    Pictures take seconds and come first: within a transaction they would keep all writers waiting.
    """
    items = publish_items(baked)
    for source in {item.source for item in items}:
        level_source(source, [item for item in items if item.source == source])
    with transaction.atomic():
        for item in items:
            row = {name: getattr(item, name) for name in STORED}
            ArtefactItem.objects.update_or_create(digest=item.digest, defaults=row)


def publish_items(baked: Sequence[Baked]) -> list[ArtefactItem]:
    """Items of a source share the file of their reference, and nothing else."""
    folder = Path(settings.BANK_ROOT)
    references: dict[str, UUID] = {}
    items = []
    for each in baked:
        source, reference = each.recipe.source, each.recipe.reference
        if source not in references:
            references[source] = publish_png(reference, folder)
        item = describe_item(each)
        item.reference_code = references[source]
        item.original_code = publish_png(reference, folder)
        item.coded_code = publish_png(each.decoded, folder)
        items.append(item)
    return items


def describe_item(baked: Baked) -> ArtefactItem:
    recipe = baked.recipe
    return ArtefactItem(
        digest=recipe.digest,
        source=recipe.source,
        codec=recipe.codec.name,
        quality=baked.quality,
        ssimulacra2=baked.ssimulacra2,
        strength=baked.strength,
        height_px=recipe.reference.shape[0],
        width_px=recipe.reference.shape[1],
    )


def level_source(source: str, new: Sequence[ArtefactItem]) -> None:
    """No file of a source is told from another by its length."""
    items = [*ArtefactItem.objects.filter(source=source), *new]
    paths = {path for item in items for path in files_of(item)}
    level_files(sorted(path for path in paths if path.exists()))


def grade_items() -> None:
    """Strengths by the present scale; the plainest item of each of two photographs is practice."""
    items = list(ArtefactItem.objects.order_by("ssimulacra2", "pk"))
    practised: set[str] = set()
    for item in items:
        item.strength = strength_of(item.ssimulacra2)
        item.practice = len(practised) < PRACTICE_ITEMS and item.source not in practised
        if item.practice:
            practised.add(item.source)
    ArtefactItem.objects.bulk_update(items, ["strength", "practice"])
