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
from raters.baking import Baked, Qualities, Recipe, bake_series, strength_of, write_recipes
from raters.models import ArtefactItem

PRACTICE_ITEMS = 2


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
    with transaction.atomic():
        store_items(new)
        grade_items()
    return len(new)


def has_files(item: ArtefactItem) -> bool:
    return all(path.exists() for path in files_of(item))


def files_of(item: ArtefactItem) -> list[Path]:
    codes = (item.reference_code, item.original_code, item.coded_code)
    return [shown_path(Path(settings.BANK_ROOT), code) for code in codes]


def store_items(baked: Sequence[Baked]) -> None:
    """Publish the pictures of new items; all files of one source get one length."""
    folder = Path(settings.BANK_ROOT)
    references: dict[str, UUID] = {}
    for item in baked:
        recipe = item.recipe
        if recipe.source not in references:
            references[recipe.source] = publish_png(recipe.reference, folder)
        row = describe_item(item) | {
            "reference_code": references[recipe.source],
            "original_code": publish_png(recipe.reference, folder),
            "coded_code": publish_png(item.decoded, folder),
        }
        ArtefactItem.objects.update_or_create(digest=recipe.digest, defaults=row)
    for source in references:
        level_source(source)


def describe_item(item: Baked) -> dict[str, object]:
    recipe: Recipe = item.recipe
    return {
        "source": recipe.source,
        "codec": recipe.codec.name,
        "quality": item.quality,
        "ssimulacra2": item.ssimulacra2,
        "strength": item.strength,
        "height_px": recipe.reference.shape[0],
        "width_px": recipe.reference.shape[1],
    }


def level_source(source: str) -> None:
    """No file of a source is told from another by its length."""
    paths = {path for item in ArtefactItem.objects.filter(source=source) for path in files_of(item)}
    level_files([path for path in paths if path.exists()])


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
