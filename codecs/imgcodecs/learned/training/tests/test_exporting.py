from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from imgcodecs.learned.cli.main import run
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.training.exporting import export_run
from imgcodecs.learned.training.running import train
from imgcodecs.learned.training.tests.runs import make_job, make_picture


def test_a_run_becomes_a_codec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = make_job(tmp_path, steps=2)
    train(job, say=lambda line: None)
    path = tmp_path / "weights.safetensors"
    assert run(["export", str(job.folder), "--out", str(path)]) == 0
    codec = PicoStyle(weights=str(path))
    model_id = codec.version.split()[3]
    assert f"model {model_id}, step 2, " in capsys.readouterr().out
    image = make_picture(side=80).pixels
    decoded = codec.decode(codec.encode(image, 50))
    assert decoded.shape == image.shape and decoded.dtype == np.uint8


def test_it_refuses_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no run that has saved anything yet"):
        export_run(tmp_path, tmp_path / "weights.safetensors")
