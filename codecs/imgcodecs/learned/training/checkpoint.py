"""Saves and loads all of a run's state; a kill at any moment leaves a whole checkpoint behind."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from imgcodecs.files import write_whole

NAME = "checkpoint.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Write ``state`` so that there is never half a file under its name."""
    written = io.BytesIO()
    torch.save(state, written)
    write_whole(folder / NAME, written.getvalue())


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """State of the run in ``folder``; None where it has none yet."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        # Tensors and plain values only: a checkpoint from elsewhere must not run code.
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises many kinds
        raise ValueError(f"{path} is not a checkpoint: {error}") from None
    if not isinstance(state, dict) or "counters" not in state:
        raise ValueError(f"{path} is not a checkpoint of a run")
    return state
