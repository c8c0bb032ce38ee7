from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from imgcodecs.learned.cli.main import run
from imgcodecs.learned.evaluating import comparison
from imgcodecs.learned.tests.making import make_picture, write_weights


def test_it_prints_a_table_and_draws_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(comparison, "TARGETS_BPP", (0.6, 1.2))
    monkeypatch.setattr(comparison, "ANCHORS", ("jpeg",))
    (tmp_path / "pictures").mkdir()
    Image.fromarray(make_picture(176, 192)).save(tmp_path / "pictures" / "one.png")
    weights, out = write_weights(tmp_path), tmp_path / "out"
    given = ["--images", str(tmp_path / "pictures"), "--weights", str(weights), "--out", str(out)]
    assert run(["evaluate", *given]) == 0
    said = capsys.readouterr().out
    assert "| feature distance | JPEG (libjpeg-turbo) |" in said
    assert (out / "comparison.png").exists() and (out / "savings.csv").exists()


def test_without_weights_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(make_picture(64, 64)).save(tmp_path / "one.png")
    missing = str(tmp_path / "no.safetensors")
    given = ["--images", str(tmp_path), "--weights", missing, "--out", str(tmp_path / "out")]
    assert run(["evaluate", *given]) == 1
    assert "there is no weights file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()  # said before the other codecs have worked


def test_pictures_that_no_rate_fits_are_named_as_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.fromarray(make_picture(1, 1)).save(tmp_path / "one.png")
    given = ["--images", str(tmp_path), "--weights", str(write_weights(tmp_path))]
    assert run(["evaluate", *given, "--out", str(tmp_path / "out")]) == 1
    assert "no codec has a file of 0.1 to 0.5 bpp of these pictures" in capsys.readouterr().err
