from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from imgcodecs.errors import CodecError
from imgcodecs.learned import weights as weights_module
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.config import CONFIGS
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


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"N": 0}, "channels must be from 1 to 4096"),
        ({"scale_widths": (96, 0, 48)}, "channels must be from 1 to 4096"),
        ({"context_width": 10**9}, "channels must be from 1 to 4096"),
        ({"analysis": {"widths": (8, 8, 8), "blocks": (10**9, 1, 1)}}, "blocks to 64"),
        ({"synthesis": {"widths": (8, 8, 10**9), "blocks": (1, 1, 1)}}, "widths go up to 4096"),
    ],
)
def test_notes_that_promise_no_network_or_one_beyond_memory_are_refused(
    change: dict[str, object], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "w.safetensors"
    config = {**dataclasses.asdict(CONFIGS["tiny"]), **change}
    notes = {"notes": json.dumps({"kind": KIND, "config": config})}
    save_file({"a": torch.zeros(1)}, path, notes)
    with pytest.raises(ValueError, match=reason):
        load_weights(path)


def test_memory_that_runs_out_is_not_said_to_be_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(*args: object) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp:127] can't allocate memory: 524288")

    path = write_weights(tmp_path)
    monkeypatch.setattr(weights_module, "freeze_model", run_out)
    with pytest.raises(CodecError, match="cannot encode 8x8 pixels: there is not enough memory$"):
        PicoStyle(weights=str(path)).encode(make_picture(8, 8), 50)


def test_weights_that_change_while_they_are_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = write_weights(tmp_path), write_weights(tmp_path, seed=1)

    def replace_first(asked: Path) -> object:
        other.replace(path)
        return load_weights(asked)

    codec = PicoStyle(weights=str(path))
    with monkeypatch.context() as patched:
        patched.setattr(weights_module, "load_weights", replace_first)
        with pytest.raises(CodecError, match="model-0.safetensors has been changed since it was"):
            codec.encode(make_picture(8, 8), 50)
    assert codec.encode(make_picture(8, 8), 50)  # with the new ones from now on


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
