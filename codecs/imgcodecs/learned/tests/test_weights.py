from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from imgcodecs.errors import CodecError
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.engine import Engine
from imgcodecs.learned.freezing import freeze_model
from imgcodecs.learned.header import find_model_id
from imgcodecs.learned.tests.making import make_model, make_picture, write_weights
from imgcodecs.learned.weights import KIND, load_weights, save_weights


def test_weights_come_back(tmp_path: Path) -> None:
    model, path = make_model(), tmp_path / "w.safetensors"
    model_id = save_weights(model, path)
    assert model_id == find_model_id(path.read_bytes())
    assert path.stat().st_size < 8_000_000
    loaded = load_weights(path)
    assert loaded.config == model.config
    picture = make_picture(64, 64)
    ours, theirs = (Engine(m).analyse(picture, 50) for m in (freeze_model(model), loaded))
    assert np.array_equal(ours.z_indices, theirs.z_indices)
    assert (ours.y != theirs.y).mean() < 0.02  # 16 bits move few symbols


def test_freezing_leaves_the_model_to_train_on(tmp_path: Path) -> None:
    model = make_model()
    names = set(model.state_dict())
    freeze_model(model)
    assert set(model.state_dict()) == names
    assert all(p.requires_grad for p in model.parameters())


def test_the_same_model_gives_the_same_file(tmp_path: Path) -> None:
    assert save_weights(make_model(), tmp_path / "a") == save_weights(make_model(), tmp_path / "b")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff" * 200])
def test_files_that_are_no_weights_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="w.safetensors is not a weights file of this program: "):
        load_weights(path)
    with pytest.raises(CodecError, match="^pico-style: w.safetensors is not a weights file"):
        PicoStyle(weights=str(path)).encode(make_picture(8, 8), 50)


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        (None, "'notes'"),
        ({"notes": "{"}, "Expecting property name"),
        ({"notes": '{"kind": "pico-style weights 9"}'}, "its notes say 'pico-style weights 9'"),
        ({"notes": json.dumps({"kind": KIND, "config": {"name": "tiny"}})}, "'analysis'"),
    ],
)
def test_weights_with_other_notes_are_refused(
    notes: dict[str, str] | None, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "w.safetensors"
    save_file({"a": torch.zeros(1)}, path, notes)
    with pytest.raises(ValueError, match=f"is not a weights file of this program: {reason}"):
        load_weights(path)


def test_a_file_of_other_numbers_is_refused(tmp_path: Path) -> None:
    path = write_weights(tmp_path)
    with safe_open(path, framework="pt") as opened:
        notes = opened.metadata()
    parts = load_file(path)
    parts.pop("g_s.head.bias")
    save_file(parts, path, notes)
    with pytest.raises(ValueError, match="is not a weights file of this program: Error"):
        load_weights(path)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    model, path = make_model(), tmp_path / "w.safetensors"
    with torch.no_grad():
        model.g_s.head.bias[0] = torch.inf
    with pytest.raises(ValueError, match="g_s.head.bias has values that 16 bits cannot hold"):
        save_weights(model, path)
