"""Builds the item bank of the artefact check from real encodes; no study's stimuli are in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction

from imgcodecs.blind import level_files, publish_png, shown_path
from imgcodecs.harness import code_image
from imgcodecs.metrics import ssimulacra2
from imgcodecs.registry import load_codec
from imgcodecs.types import Codec, Image
from raters.checks.artefact import PRACTICE_ITEMS
from raters.models import ArtefactItem

WINDOW_PX = 400
WINDOWS_TRIED = 16
# Codecs with different artefacts, and qualities from obvious to hardly visible.
RECIPES: dict[str, tuple[dict[str, str | int], tuple[float, ...]]] = {
    "jpeg": ({}, (11, 15, 22, 32, 48, 72)),
    "av1": ({"cpu_used": 6}, (53, 50, 46, 41, 36, 30)),
    "vvc": ({"preset": "faster"}, (43, 41, 38, 35, 32, 27)),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One item to be made."""

    source: str
    reference: Image
    codec: Codec
    quality: float

    @property
    def digest(self) -> str:
        made_by = (self.codec.name, self.codec.version, sorted(self.codec.options.items()))
        how = f"{self.reference.shape} {made_by} {self.quality:g}"
        return hashlib.sha256(self.reference.tobytes() + how.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Baked:
    """A recipe carried out."""

    recipe: Recipe
    decoded: Image
    ssimulacra2: float


def cut_window(image: Image, rng: np.random.Generator) -> Image:
    """Of several random windows the one with most detail: in flat sky nothing can be seen."""
    height, width = (min(WINDOW_PX, side) for side in image.shape[:2])
    tops = rng.integers(0, image.shape[0] - height + 1, WINDOWS_TRIED)
    lefts = rng.integers(0, image.shape[1] - width + 1, WINDOWS_TRIED)
    windows = [image[y : y + height, x : x + width] for y, x in zip(tops, lefts, strict=True)]
    return np.ascontiguousarray(max(windows, key=measure_detail))


def measure_detail(image: Image) -> float:
    """Mean change of brightness from pixel to pixel."""
    grey = image.mean(axis=2)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def write_recipes(photographs: Iterable[tuple[str, Image]], seed: int) -> list[Recipe]:
    codecs = [(load_codec(name, **options), steps) for name, (options, steps) in RECIPES.items()]
    recipes = []
    for number, (source, image) in enumerate(photographs):
        reference = cut_window(image, np.random.default_rng([seed, number]))
        recipes += [Recipe(source, reference, c, q) for c, steps in codecs for q in steps]
    return recipes


def bake(recipe: Recipe) -> Baked:
    decoded = code_image(recipe.codec, recipe.reference, recipe.quality).decoded
    return Baked(recipe, decoded, ssimulacra2(recipe.reference, decoded))


def build_bank(photographs: Iterable[tuple[str, Image]], *, seed: int, workers: int) -> int:
    """Make the items the bank lacks and grade all of them anew; says how many are new."""
    recipes = write_recipes(photographs, seed)
    known = {item.digest for item in ArtefactItem.objects.all() if has_files(item)}
    missing = [recipe for recipe in recipes if recipe.digest not in known]
    with ThreadPoolExecutor(workers) as pool:
        baked = list(pool.map(bake, missing))
    with transaction.atomic():
        store_items(baked)
        grade_items()
    return len(baked)


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
        row = {
            "source": recipe.source,
            "codec": recipe.codec.name,
            "quality": recipe.quality,
            "ssimulacra2": item.ssimulacra2,
            "strength": 0.0,
            "reference_code": references[recipe.source],
            "original_code": publish_png(recipe.reference, folder),
            "coded_code": publish_png(item.decoded, folder),
            "height_px": recipe.reference.shape[0],
            "width_px": recipe.reference.shape[1],
        }
        ArtefactItem.objects.update_or_create(digest=recipe.digest, defaults=row)
    for source in references:
        level_source(source)


def level_source(source: str) -> None:
    """No file of a source is told from another by its length."""
    paths = {path for item in ArtefactItem.objects.filter(source=source) for path in files_of(item)}
    level_files([path for path in paths if path.exists()])


def grade_items() -> None:
    """Strength: 100 minus SSIMULACRA2, as a share of the greatest. The plainest are practice."""
    items = list(ArtefactItem.objects.order_by("ssimulacra2", "pk"))
    greatest = max((100 - item.ssimulacra2 for item in items), default=1.0)
    practised: set[str] = set()
    for item in items:
        item.strength = min(1.0, max(0.0, (100 - item.ssimulacra2) / greatest))
        item.practice = len(practised) < PRACTICE_ITEMS and item.source not in practised
        if item.practice:
            practised.add(item.source)
    ArtefactItem.objects.bulk_update(items, ["strength", "practice"])
