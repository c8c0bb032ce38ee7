"""Saves and loads all of a run's state; a kill at any moment leaves a whole checkpoint behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

NAME = "checkpoint.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Write ``state`` so that there is never half a file under its name."""
    part = folder / f"{NAME}.part"
    with part.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(folder / NAME)


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
    return state
