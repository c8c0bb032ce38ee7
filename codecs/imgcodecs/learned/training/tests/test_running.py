from __future__ import annotations

import csv
import json
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from imgcodecs.learned.training import running
from imgcodecs.learned.training.configuration import TermWeights
from imgcodecs.learned.training.running import Pace, train
from imgcodecs.learned.training.stepping import take_step
from imgcodecs.learned.training.tests.runs import EVERY_TERM, make_job, make_picture

OFTEN = Pace(line_s=0, checkpoint_s=0)


def quiet(line: str) -> None:
    pass


def test_a_stopped_run_ends_as_one_that_was_never_stopped_nor_had_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = replace(make_job(tmp_path / "a", first_share=0.5), threads=2)
    whole = train(job, say=quiet)
    job = make_job(tmp_path / "b", first_share=0.5)

    def stop_at_three(state: running.RunState, *rest: object) -> object:
        if state.step == 2:
            signal.raise_signal(signal.SIGTERM)  # this step is still finished
        return take_step(state, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(running, "take_step", stop_at_three)
        train(job, say=quiet)
    lines: list[str] = []
    resumed = train(job, say=lines.append)
    assert "going on from step 3" in lines
    for name, kept in whole.average.model.state_dict().items():
        assert torch.equal(kept, resumed.average.model.state_dict()[name]), name


def test_it_learns(tmp_path: Path) -> None:
    job = make_job(tmp_path, steps=40, batch=4, first_share=1.0, learning_rate=5e-3)
    job = replace(job, pictures=[make_picture(side=64)])  # always the same crop
    train(job, say=quiet, pace=Pace(line_s=0))
    with (job.folder / "log.csv").open() as stream:
        losses = [float(row["structural"]) for row in csv.DictReader(stream)]
    assert sum(losses[-10:]) < 0.85 * sum(losses[:10])


def test_the_second_phase_has_every_term(tmp_path: Path) -> None:
    lines: list[str] = []
    job = make_job(tmp_path, steps=3, first_share=0.0)
    train(job, say=lines.append, pace=OFTEN)
    said = [line for line in lines if "phase 2 step 3" in line][0]
    for name in ("mean_square", "structural", "perceptual", "text", "tiling", "adversarial"):
        assert f"{name} " in said


def test_it_draws_held_out_pictures_and_writes_a_record(tmp_path: Path) -> None:
    job = replace(make_job(tmp_path, steps=1), shown=[make_picture("shown.png", side=272)])
    lines: list[str] = []
    train(job, say=lines.append)
    assert (job.folder / "sheet-0000001.png").exists()
    assert lines[-1].startswith("held out: level 15: ")
    record = json.loads((job.folder / "run.json").read_text())
    assert record["label"] == "PICO-style (ours)"
    assert record["pictures"] == ["one.png", "two.png"] and len(record["data_digest"]) == 64
    assert record["training"]["second"]["text"] == EVERY_TERM.text


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"seed": 9, "batch": 4}, "training: seed 1, not 9, batch 2, not 4. Choose another"),
        (
            {"second": TermWeights(1, 1, 1, 1, 1, 2)},
            "training: second adversarial 1, not 2. Choose",
        ),
        ({}, "data_digest: [0-9a-f]{64}, not [0-9a-f]{64}. Choose"),
    ],
)
def test_it_refuses_to_go_on_with_something_else(
    tmp_path: Path, change: dict[str, object], name: str
) -> None:
    train(make_job(tmp_path, steps=1), say=quiet)
    other = make_job(tmp_path, steps=2, **change)
    if not change:
        other = replace(other, pictures=[make_picture(seed=5)])
    with pytest.raises(ValueError, match=f"holds a run with another {name}"):
        train(other, say=quiet)


def test_refused_pictures_leave_the_folder_to_others(tmp_path: Path) -> None:
    job = make_job(tmp_path, steps=1)
    with pytest.raises(ValueError, match="no picture has sides of 64 pixels or more"):
        train(replace(job, pictures=[]), say=quiet)
    assert train(job, say=quiet).step == 1


def test_it_refuses_a_broken_checkpoint(tmp_path: Path) -> None:
    job = make_job(tmp_path, steps=1)
    train(job, say=quiet)
    (job.folder / "checkpoint.pt").write_bytes(b"not one")
    with pytest.raises(ValueError, match="is not a checkpoint"):
        train(job, say=quiet)


def test_it_refuses_a_checkpoint_and_a_record_of_something_else(tmp_path: Path) -> None:
    job = make_job(tmp_path, steps=1)
    train(job, say=quiet)
    torch.save({"weights": torch.zeros(1)}, job.folder / "checkpoint.pt")
    with pytest.raises(ValueError, match="checkpoint.pt is not a checkpoint of a run"):
        train(job, say=quiet)
    for content in ("{}", "[]", "half a recor"):
        (job.folder / "run.json").write_text(content)
        with pytest.raises(ValueError, match="run.json is not a run record: "):
            train(job, say=quiet)


def test_a_loss_that_is_no_number_leaves_the_last_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(tmp_path, steps=4)

    def spoil(state: running.RunState, *rest: object) -> object:
        if state.step == 2:
            with torch.no_grad():
                next(state.model.parameters()).fill_(float("nan"))
        return take_step(state, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "take_step", spoil)
    with pytest.raises(RuntimeError, match="not finite at step 2"):
        train(job, say=quiet, pace=OFTEN)
    saved = torch.load(job.folder / "checkpoint.pt", weights_only=True)
    assert saved["counters"]["step"] == 2
    assert all(value.isfinite().all() for value in saved["model"].values())


def test_it_begins_with_the_weights_of_another_run(tmp_path: Path) -> None:
    first = make_job(tmp_path / "first", steps=3, learning_rate=5e-3)
    begun_with = train(first, say=quiet).average.model.state_dict()
    job = make_job(tmp_path / "second", steps=2, learning_rate=1e-12, last_learning_rate=1e-12)
    job = replace(job, begin=first.folder)
    found = train(job, say=quiet)
    for name, weights in begun_with.items():
        if weights.is_floating_point():
            torch.testing.assert_close(found.average.model.state_dict()[name], weights)
    assert json.loads((job.folder / "run.json").read_text())["begin"] == str(first.folder)
    with pytest.raises(ValueError, match="a run with another begin"):
        train(replace(job, begin=None), say=quiet)


def test_another_models_weights_begin_nothing(tmp_path: Path) -> None:
    first = make_job(tmp_path / "first", steps=1)
    train(first, say=quiet)
    job = replace(make_job(tmp_path / "second"), begin=first.folder)
    job = replace(job, model=replace(job.model, learned_q=False))
    with pytest.raises(ValueError, match="is a run of another model: its weights do not fit"):
        train(job, say=quiet)
    assert not job.folder.exists()
