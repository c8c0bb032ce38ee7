"""Real encodes for the artefact check, at strengths spread evenly from obvious to invisible.

Strength is 100 minus SSIMULACRA2 as a share of a fixed span, so that it means the same in every
bank: 0 is invisible, 1 is a SSIMULACRA2 of 10 or worse, obvious to anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from imgcodecs.harness import code_image
from imgcodecs.metrics import ssimulacra2
from imgcodecs.registry import load_codec, parse_codec
from imgcodecs.types import Codec, Image, Option

WINDOW_PX = 400
WINDOWS_TRIED = 16
OBVIOUS_SSIMULACRA2 = 10.0
LEVELS = 6  # strengths of each photograph and codec
FINEST, COARSEST = 0.04, 1.0
TOLERANCE = 0.015  # of the ladder, between a wanted strength and the one found
ROUNDS = 3  # of interpolation, after the first probes
PROBES = (0.1, 0.3, 0.5, 0.7, 0.9)  # places in a codec's range of qualities
GOLDEN = 0.618034  # its multiples, whole parts dropped, spread evenly however many there are

Qualities = tuple[float, ...] | None  # None: those are sought that give the wanted strengths
# Codecs with different artefacts. A learned codec is a line more, here or on the command line.
CODECS: tuple[tuple[str, dict[str, Option], Qualities], ...] = (
    ("jpeg", {}, None),
    ("av1", {"cpu_used": 6}, None),
    ("vvc", {"preset": "faster"}, None),
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One item to be made: at a quality, or else at a strength."""

    source: str
    reference: Image
    codec: Codec
    quality: float | None = None
    strength: float | None = None

    @property
    def digest(self) -> str:
        made_by = (self.codec.name, self.codec.version, sorted(self.codec.options.items()))
        wanted = self.quality if self.strength is None else f"strength {self.strength:.4f}"
        how = f"{self.reference.shape} {made_by} {wanted}"
        return hashlib.sha256(self.reference.tobytes() + how.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Baked:
    """A recipe carried out."""

    recipe: Recipe
    quality: float
    decoded: Image
    ssimulacra2: float

    @property
    def strength(self) -> float:
        return strength_of(self.ssimulacra2)


@dataclass(slots=True)
class Oven:
    """Encodes one window with one codec, each quality once."""

    reference: Image
    codec: Codec
    made: dict[float, tuple[Image, float]] = field(default_factory=dict)  # quality -> copy, metric

    def bake(self, recipe: Recipe, quality: float) -> Baked:
        if quality not in self.made:
            decoded = code_image(self.codec, self.reference, quality).decoded
            self.made[quality] = decoded, ssimulacra2(self.reference, decoded)
        return Baked(recipe, quality, *self.made[quality])

    def measure(self, index: int) -> float:
        """Place on the ladder at a value of the quality, counted from the smallest file."""
        quality = self.codec.quality.value_at(index)
        recipe = Recipe("", self.reference, self.codec, quality)
        return ladder_place(self.bake(recipe, quality).ssimulacra2)


def strength_of(ssimulacra2: float) -> float:
    return min(1.0, max(0.0, ladder_place(ssimulacra2)))


def ladder_place(ssimulacra2: float) -> float:
    """Strength, running on beyond 0 and 1."""
    return (100 - ssimulacra2) / (100 - OBVIOUS_SSIMULACRA2)


def read_codec(text: str) -> tuple[Codec, Qualities]:
    """A codec from ``"vvc:preset=faster"`` or, with its qualities, ``"jpeg@10,30,80"``."""
    name, at, listed = text.partition("@")
    codec = parse_codec(name)
    try:
        qualities = tuple(float(each) for each in listed.split(",")) if at else None
    except ValueError:
        raise ValueError(f"qualities must be numbers like 10,30,80, got {listed!r}") from None
    if qualities and len(set(qualities)) < len(qualities):
        raise ValueError(f"name each quality once, got {listed!r}")
    return codec, tuple(map(codec.quality.check, qualities)) if qualities else None


def default_codecs() -> list[tuple[Codec, Qualities]]:
    return [(load_codec(name, **options), qualities) for name, options, qualities in CODECS]


def write_recipes(
    photographs: Iterable[tuple[str, Image]],
    codecs: Sequence[tuple[Codec, Qualities]],
    seed: int,
) -> list[list[Recipe]]:
    """The items of each photograph and codec; together their strengths cover the ladder evenly."""
    series: list[list[Recipe]] = []
    for number, (source, image) in enumerate(photographs):
        window = cut_window(image, np.random.default_rng([seed, number]))
        for codec, qualities in codecs:
            if qualities is None:
                wanted = spread_strengths(len(series))
                recipes = [Recipe(source, window, codec, strength=each) for each in wanted]
            else:
                recipes = [Recipe(source, window, codec, quality=each) for each in qualities]
            series.append(recipes)
    return series


def spread_strengths(number: int) -> list[float]:
    """Strengths of one series, evenly apart; every series starts at another place."""
    places = (np.arange(LEVELS) + (number + 0.5) * GOLDEN % 1) / LEVELS
    return [float(each) for each in (FINEST + (COARSEST - FINEST) * places).round(4)]


def bake_series(recipes: Sequence[Recipe]) -> list[Baked]:
    """Carry out the recipes of one photograph and codec; no quality is used twice."""
    oven = Oven(recipes[0].reference, recipes[0].codec)
    sought = [recipe.strength for recipe in recipes if recipe.strength is not None]
    found = iter(find_steps(oven.measure, steps=oven.codec.quality.steps, targets=sought))
    return [
        oven.bake(
            recipe,
            oven.codec.quality.value_at(next(found)) if recipe.quality is None else recipe.quality,
        )
        for recipe in recipes
    ]


def find_steps(
    measure: Callable[[int], float], *, steps: int, targets: Sequence[float]
) -> list[int]:
    """A step of its own for each wanted strength, as near to it as few encodes allow.

    Strength falls as the step rises; where it does not quite, the nearest step tried is taken.
    """
    known = {round(place * (steps - 1)) for place in PROBES} if targets else set()
    tried = {index: measure(index) for index in sorted(known)}
    for _ in range(ROUNDS):
        for target in targets:
            if min(abs(strength - target) for strength in tried.values()) > TOLERANCE:
                index = guess_step(tried, steps, target)
                tried[index] = measure(index)
    return hand_out(tried, steps, measure, targets)


def guess_step(tried: dict[int, float], steps: int, target: float) -> int:
    """Where the straight line between the tried steps on either side meets the target."""
    ordered = sorted(tried)
    falling = np.minimum.accumulate([tried[index] for index in ordered])
    if target > falling[0]:
        return ordered[0] // 2
    if target < falling[-1]:
        return (ordered[-1] + steps) // 2
    return round(float(np.interp(target, falling[::-1], ordered[::-1])))


def hand_out(
    tried: dict[int, float], steps: int, measure: Callable[[int], float], targets: Sequence[float]
) -> list[int]:
    """To each target the nearest of the tried steps that no other target has."""
    # Two items from one quality would be the same picture twice.
    for index in range(steps):
        if len(tried) >= len(targets):
            break
        tried[index] = measure(index)
    left = dict(tried)
    handed = []
    for target in targets:
        index = min(sorted(left), key=lambda each: abs(left[each] - target))
        del left[index]
        handed.append(index)
    return handed


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
