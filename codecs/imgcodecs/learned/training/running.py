"""Trains a model from the first step, or from where it was stopped, to the end of its budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from imgcodecs.blind import png_bytes
from imgcodecs.files import write_whole
from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.training.checkpoint import load_checkpoint, save_checkpoint
from imgcodecs.learned.training.configuration import Budget, TrainingConfig
from imgcodecs.learned.training.crops import CropSampler
from imgcodecs.learned.training.drawn_text import draw_text_pictures
from imgcodecs.learned.training.exporting import load_run
from imgcodecs.learned.training.pictures import Picture
from imgcodecs.learned.training.record import BEGIN, describe_run, keep_record
from imgcodecs.learned.training.reporting import Reporter
from imgcodecs.learned.training.sheet import draw_sheet
from imgcodecs.learned.training.state import RunState
from imgcodecs.learned.training.stepping import take_step
from imgcodecs.learned.training.stopping import Stop
from imgcodecs.learned.training.text_masks import mark_text

MASKS = "text-masks"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a run does what is not training, in seconds."""

    line_s: float = 15.0  # of work (see ``RunState``)
    sheet_s: float = 900.0  # of work
    checkpoint_s: float = 120.0  # by the clock: what a kill can cost at most


@dataclass(frozen=True, slots=True)
class Job:
    """A run: what, how long, on what and where."""

    model: ModelConfig
    training: TrainingConfig
    budget: Budget
    folder: Path
    pictures: Sequence[Picture]  # to train on
    shown: Sequence[Picture] = ()  # for the sheets; none of ``pictures``
    threads: int = 1  # that work on slices of a batch
    masks: Path | None = None  # folder of text masks; beside the run's where left
    begin: Path | None = None  # another run, with whose weights to begin


def train(job: Job, *, say: Callable[[str], None], pace: Pace | None = None) -> RunState:
    """Run to the end of the budget; asked to stop, it saves and can be called again.

    Parameters
    ----------
    job : Job
    say : callable
        Takes a line for people.
    pace : Pace, optional

    Raises
    ------
    KeyboardInterrupt
        It was asked to stop, and has saved.
    RuntimeError
        The loss is no number any more; the last checkpoint is from before.
    """
    pace = pace or Pace()
    pictures = prepare_pictures(job, say)
    # First what can refuse the pictures: a run that never began must not keep its folder.
    sampler = CropSampler(pictures, crop=job.training.crop, seed=job.training.seed)
    begin = load_beginning(job)
    keep_record(job.folder, describe_job(job, pictures))
    torch.set_num_threads(1)  # see ``slices``: the cores are shared out there
    state = RunState(job.model, job.training, sampler, threads=job.threads)
    saved = load_checkpoint(job.folder)
    if saved is not None:
        state.load(saved)
        say(f"going on from step {state.step}")
    elif begin is not None:
        state.begin(begin)
    reporter = Reporter(job.folder, say, every_s=pace.line_s, began_s=state.seconds)
    with Stop() as stop:
        _work(job, state, reporter, pace, stop)
        save_checkpoint(job.folder, state.save())
    if stop.asked:
        raise KeyboardInterrupt
    _show(job, state, say)
    return state


def load_beginning(job: Job) -> PicoStyleModel | None:
    """Load the model to begin with, where there is one; ValueError where it is another's."""
    if job.begin is None:
        return None
    model, _ = load_run(job.begin)
    if model.config != job.model:
        raise ValueError(f"{job.begin} is a run of another model: its weights do not fit")
    return model


def describe_job(job: Job, pictures: Sequence[Picture]) -> dict[str, Any]:
    """Describe it for its record."""
    record = describe_run(job.model, job.training, pictures, job.threads)
    return record if job.begin is None else record | {BEGIN: str(job.begin)}


def prepare_pictures(job: Job, say: Callable[[str], None]) -> list[Picture]:
    """Add pictures with drawn text, and mark the text of all where a term needs it."""
    config = job.training
    drawn = draw_text_pictures(job.pictures, count=config.text_pictures, seed=config.seed)
    pictures = [*job.pictures, *drawn]
    if config.second.text or config.second.adversarial:
        masks = job.masks or job.folder.parent / MASKS
        pictures = mark_text(pictures, masks, say=say)
    return pictures


def _work(job: Job, state: RunState, reporter: Reporter, pace: Pace, stop: Stop) -> None:
    saved_s, shown_s = time.monotonic(), state.seconds
    while (share := _share_spent(job, state)) < 1 and not stop.asked:
        began_s = time.process_time()
        loss = take_step(state, job.training, share)
        state.seconds += (time.process_time() - began_s) / job.threads
        phase = 2 if share >= job.training.first_share else 1
        reporter.add(loss, state, phase, job.budget)
        if time.monotonic() - saved_s >= pace.checkpoint_s:
            save_checkpoint(job.folder, state.save())
            saved_s = time.monotonic()
        if state.seconds - shown_s >= pace.sheet_s:
            _show(job, state, reporter.say)
            shown_s = state.seconds


def _share_spent(job: Job, state: RunState) -> float:
    return job.budget.share_spent(steps=state.step, seconds=state.seconds)


def _show(job: Job, state: RunState, say: Callable[[str], None]) -> None:
    if not job.shown:
        return
    sheet = draw_sheet(state.average.model, job.shown)
    write_whole(job.folder / f"sheet-{state.step:07d}.png", png_bytes(sheet.image))
    say(sheet.describe())
