"""Trains and measures the variants one after the other; what is finished is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from imgcodecs.files import write_whole
from imgcodecs.learned.ablating.measuring import Point, measure_model
from imgcodecs.learned.ablating.variants import SHORT, WHOLE, Variant
from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.training.configuration import Budget, TrainingConfig
from imgcodecs.learned.training.drawn_text import draw_text_pictures
from imgcodecs.learned.training.exporting import load_run
from imgcodecs.learned.training.held_out import HELD_OUT
from imgcodecs.learned.training.pictures import Picture
from imgcodecs.learned.training.running import MASKS, Job, train
from imgcodecs.learned.training.text_masks import mark_text

NAME = "points.json"
DRAWN, DRAWN_SEED = 6, 99  # pictures with words, over held-out photographs


@dataclass(frozen=True, slots=True)
class Ablation:
    """What to compare, on what, where, for how long."""

    model: ModelConfig
    variants: Sequence[Variant]  # the whole design first
    budget: Budget  # of the first run; the others take as many steps as it came to
    pictures: Sequence[Picture]  # to train on
    held_out: Sequence[Picture]  # to measure on
    folder: Path
    threads: int
    training: TrainingConfig = SHORT
    begin: Path | None = None  # a run with whose weights all begin


def ablate(ablation: Ablation, *, say: Callable[[str], None]) -> dict[str, list[Point]]:
    """Points of each variant, by its name."""
    if not ablation.held_out:
        raise ValueError(f"an ablation measures on held-out pictures: none is here of {HELD_OUT}")
    if ablation.variants[0].name != WHOLE:
        raise ValueError("an ablation needs the whole design first")
    drawn = draw_text_pictures(ablation.held_out, count=DRAWN, seed=DRAWN_SEED)
    shown = mark_text([*ablation.held_out, *drawn], find_masks(ablation), say=say)
    measured: dict[str, list[Point]] = {}
    budget = ablation.budget
    for variant in ablation.variants:
        measured[variant.name], steps = _take(ablation, variant, budget, shown, say)
        budget = Budget(steps=steps)
    return measured


def find_masks(ablation: Ablation) -> Path:
    """Folder of text masks that all runs beside this one share."""
    return ablation.folder.parent / MASKS


def _take(
    ablation: Ablation,
    variant: Variant,
    budget: Budget,
    shown: Sequence[Picture],
    say: Callable[[str], None],
) -> tuple[list[Point], int]:
    folder = ablation.folder / variant.name
    if (folder / NAME).exists():
        say(f"{variant.label}: measured already")
        kept = json.loads((folder / NAME).read_text())
        return [Point(**point) for point in kept["points"]], kept["steps"]
    say(f"{variant.label}: training")
    job = Job(
        variant.change_model(ablation.model),
        variant.change_training(ablation.training),
        budget,
        folder,
        ablation.pictures,
        threads=ablation.threads,
        masks=find_masks(ablation),
        begin=ablation.begin,
    )
    train(job, say=say)
    model, steps = load_run(folder)
    points = measure_model(model, shown)
    kept = {"steps": steps, "points": [asdict(point) for point in points]}
    write_whole(folder / NAME, json.dumps(kept, indent=1).encode())
    return points, steps
