"""The weights file: safetensors, which holds numbers and text and can run nothing.

Floats are kept as 16 bits, the scale decoder and the entropy coder's tables as whole numbers. The
configuration is in the file's notes; the model's id is the beginning of the file's SHA-256.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from imgcodecs.files import write_whole
from imgcodecs.learned.config import ModelConfig, read_config
from imgcodecs.learned.failures import NO_MEMORY, describe_failure, is_out_of_memory
from imgcodecs.learned.freezing import freeze_model
from imgcodecs.learned.header import find_model_id
from imgcodecs.learned.model import PicoStyleModel

KIND = "pico-style weights 1"
NOTES = "notes"  # key of the file's one note


def save_weights(model: PicoStyleModel, path: Path) -> bytes:
    """Write a model in training, frozen, and return its id."""
    state = {name: _shrink(name, part) for name, part in freeze_model(model).state_dict().items()}
    notes = json.dumps({"kind": KIND, "config": dataclasses.asdict(model.config)}, sort_keys=True)
    # A single note: safetensors writes several in no fixed order, and the id is of the bytes.
    data = save(state, {NOTES: notes})
    write_whole(path, data)
    return find_model_id(data)


def load_weights(path: Path) -> PicoStyleModel:
    """Read a frozen model; ValueError when the file is not one."""
    try:
        with safe_open(path, framework="pt") as opened:
            config = _read_config(opened.metadata() or {})
            names: list[str] = opened.keys()
            state = {name: opened.get_tensor(name) for name in names}
        return _fill(config, state)
    except (SafetensorError, RuntimeError, KeyError, TypeError, json.JSONDecodeError) as error:
        if is_out_of_memory(error):
            raise MemoryError(NO_MEMORY) from error
        reason = describe_failure(error)
        raise ValueError(f"{path.name} is not a weights file of this program: {reason}") from error


def _shrink(name: str, part: Tensor) -> Tensor:
    if not part.is_floating_point():
        return part.contiguous()
    small = part.half().contiguous()
    if not small.isfinite().all():
        raise ValueError(f"{name} has values that 16 bits cannot hold")
    return small


def _read_config(metadata: dict[str, str]) -> ModelConfig:
    notes: dict[str, Any] = json.loads(metadata[NOTES])
    if notes["kind"] != KIND:
        raise TypeError(f"its notes say {notes['kind']!r}, expected {KIND!r}")
    return read_config(notes["config"])


def _fill(config: ModelConfig, state: dict[str, Tensor]) -> PicoStyleModel:
    model = freeze_model(PicoStyleModel(config))
    wrong = [name for name, part in state.items() if not part.isfinite().all()]
    if wrong:
        raise ValueError(f"{wrong[0]} has values that are no numbers")
    model.load_state_dict(state)
    return model
