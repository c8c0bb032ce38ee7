"""From a run to the weights file that the codec loads."""

from __future__ import annotations

from pathlib import Path

from imgcodecs.learned.config import read_config
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.training.checkpoint import load_checkpoint
from imgcodecs.learned.training.record import NAME, read_record
from imgcodecs.learned.weights import save_weights


def export_run(folder: Path, path: Path) -> tuple[bytes, int]:
    """Write the averaged weights of a run's last checkpoint; returns model id and step."""
    model, step = load_run(folder)
    return save_weights(model, path), step


def load_run(folder: Path) -> tuple[PicoStyleModel, int]:
    """Load the averaged model of a run, and the step it is from."""
    state = load_checkpoint(folder)
    if state is None or not (folder / NAME).exists():
        raise ValueError(f"{folder} holds no run that has saved anything yet")
    model = PicoStyleModel(read_config(read_record(folder)["model"]))
    model.load_state_dict(state["average"])
    return model.requires_grad_(False).eval(), int(state["counters"]["step"])
