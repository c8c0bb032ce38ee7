"""The run record: what was trained, on what, with what."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch

from imgcodecs.files import write_whole
from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.training.configuration import TrainingConfig
from imgcodecs.learned.training.pictures import Picture, digest_pictures

NAME = "run.json"
DECIDING = ("model", "training", "data_digest")  # must be the same when a run goes on
BEGIN = "begin"  # and so must this; a run that began from nothing has none


def describe_run(
    model: ModelConfig, training: TrainingConfig, pictures: Sequence[Picture], threads: int
) -> dict[str, Any]:
    """Describe a run as plain values."""
    return {
        "label": "PICO-style (ours)",
        "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": asdict(model),
        "training": asdict(training),
        "pictures": [picture.name for picture in pictures],
        "data_digest": digest_pictures(pictures),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "threads": threads,
        },
    }


def keep_record(folder: Path, record: dict[str, Any]) -> dict[str, Any]:
    """Write the record of a new run, or check that it is the one that goes on here.

    Raises
    ------
    ValueError
        The folder holds a run of another model, other settings or other pictures.
    """
    path = folder / NAME
    plain: dict[str, Any] = json.loads(json.dumps(record))
    if not path.exists():
        write_whole(path, (json.dumps(plain, indent=2) + "\n").encode())
        return plain
    kept = read_record(folder)
    for name in (*DECIDING, BEGIN):
        if kept.get(name) != plain.get(name):
            raise ValueError(
                f"{folder} holds a run with another {name}: "
                f"{_describe_difference(kept.get(name), plain.get(name))}. Choose another folder"
            )
    return kept


def read_record(folder: Path) -> dict[str, Any]:
    """Record of the run in a folder; ValueError where the file is none."""
    path = folder / NAME
    try:
        kept = json.loads(path.read_text())
    except ValueError as error:
        raise ValueError(f"{path} is not a run record: {error}") from None
    if not isinstance(kept, dict) or not {*DECIDING} <= {*kept}:
        raise ValueError(f"{path} is not a run record: it lacks some of {', '.join(DECIDING)}")
    return kept


def _describe_difference(kept: Any, asked: Any) -> str:
    """Name the settings that differ alone: there are dozens of them."""
    if not (isinstance(kept, dict) and isinstance(asked, dict)):
        return f"{kept}, not {asked}"
    return ", ".join(
        f"{name} {_describe_difference(kept.get(name), asked.get(name))}"
        for name in {**kept, **asked}
        if kept.get(name) != asked.get(name)
    )
