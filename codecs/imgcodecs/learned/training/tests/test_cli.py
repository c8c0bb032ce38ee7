from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from imgcodecs.learned.cli.main import run
from imgcodecs.learned.training.held_out import HELD_OUT
from imgcodecs.learned.training.tests.runs import make_picture


def save_pictures(folder: Path) -> None:
    folder.mkdir()
    for seed, name in enumerate(("a.png", "b.png", HELD_OUT[0])):
        Image.fromarray(make_picture(side=272, seed=seed).pixels).save(folder / name)


def test_it_trains_on_a_folder_and_shows_the_held_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_pictures(tmp_path / "pictures")
    size = ["--crop", "64", "--batch", "2", "--steps", "1", "--text-pictures", "0"]
    arguments = ["--images", str(tmp_path / "pictures"), "--out", str(tmp_path / "run"), *size]
    assert run(["train", "tiny", *arguments, "--phase1-share", "0.5"]) == 0
    said = capsys.readouterr().out
    assert "2 pictures to train on, 1 held out" in said and "held out: level 15" in said
    assert (tmp_path / "run" / "checkpoint.pt").exists()
    assert said.endswith(f"finished at step 1; `export {tmp_path / 'run'}` writes the weights\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--steps", "1"], "no images in"),
        (["--steps", "0"], "a run needs minutes or steps above 0"),
        (["--steps", "1", "--crop", "70"], "crop must be a multiple of 64 pixels, got 70"),
    ],
)
def test_it_refuses_with_words(
    tmp_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--images", str(tmp_path), "--out", str(tmp_path / "run"), *arguments]
    assert run(["train", "tiny", *given]) == 1
    assert told in capsys.readouterr().err
