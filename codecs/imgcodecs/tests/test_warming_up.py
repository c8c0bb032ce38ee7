"""Codecs that load something are loaded before the clock starts, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from imgcodecs import harness
from imgcodecs.cli.main import run
from imgcodecs.harness import code_image, warm_up
from imgcodecs.ladder import build_ladder
from imgcodecs.learned.codec import PicoStyle, _load_engine, _warm_up
from imgcodecs.renamed import Renamed
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.tests.pictures import open_photograph, save_photograph
from imgcodecs.types import Codec

happened: list[str] = []


@dataclass
class Loading(Stretchy):
    """Must be loaded first."""

    def warm_up(self) -> None:
        happened.append("loaded")


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    happened.clear()

    def run_timed(work: Callable[[], object]) -> tuple[object, harness.Spent]:
        happened.append("clock")
        return work(), harness.Spent(0.0, 0.0)

    monkeypatch.setattr(harness, "run_timed", run_timed)


@pytest.mark.parametrize("codec", [Loading(), Renamed("other", Loading())])
def test_it_is_loaded_before_either_clock_starts(codec: Codec) -> None:
    code_image(codec, open_photograph(), 50)
    assert happened == ["loaded", "clock", "loaded", "clock"]


@pytest.mark.parametrize("codec", [Stretchy(), Renamed("other", Stretchy())])
def test_others_need_nothing(codec: Codec) -> None:
    code_image(codec, open_photograph(), 50)
    assert happened == ["clock", "clock"]


def test_each_job_of_a_ladder_does_so(tmp_path: Path) -> None:
    source = save_photograph(tmp_path / "cat.png")
    build_ladder(
        sources=[source], codecs=[Loading()], targets_bpp=(0.5,), out=tmp_path / "out", workers=1
    )
    timed = happened.count("clock")
    assert timed > 1 and happened == ["loaded", "clock"] * timed


def test_the_command_line_does_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, stream = save_photograph(tmp_path / "cat.png"), tmp_path / "cat.pso"
    _warm_up.cache_clear()
    argv = ["encode", str(source), "--codec", "pico-style", "--quality", "50"]
    assert run([*argv, "--out", str(stream)]) == 0 and _warm_up.cache_info().misses == 1
    _warm_up.cache_clear()
    argv = ["decode", str(stream), "--codec", "pico-style", "--out", str(tmp_path / "back.png")]
    assert run(argv) == 0 and _warm_up.cache_info().misses == 1


def test_the_learned_codec_is_loaded_once_a_process() -> None:
    for cached in (_warm_up, _load_engine):
        cached.cache_clear()
    for _ in range(3):
        warm_up(PicoStyle())
    assert (_warm_up.cache_info().misses, _load_engine.cache_info().misses) == (1, 1)


def test_a_process_that_does_not_use_torch_never_loads_it(tmp_path: Path) -> None:
    source = save_photograph(tmp_path / "cat.png")
    argv = ["ladder", str(source), "--codec", "jpeg", "--bpp", "1", "--workers", "1"]
    code = (
        "import sys; from imgcodecs.cli.main import run\n"
        f"assert run({[*argv, '--out', str(tmp_path / 'out')]!r}) == 0\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
