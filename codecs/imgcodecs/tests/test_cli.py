from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from imgcodecs.cli.main import run
from imgcodecs.cli.progress_line import ProgressLine, describe_progress, format_s
from imgcodecs.manifest import load_manifest
from imgcodecs.progress import Progress
from imgcodecs.registry import CODECS, list_names, load_codec
from imgcodecs.sources import read_image
from imgcodecs.tests.pictures import save_photograph

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return save_photograph(tmp_path / "cat.png")


def test_list_names_every_codec() -> None:
    argv = [sys.executable, "-m", "imgcodecs", "list"]
    printed = subprocess.run(argv, capture_output=True, check=True, text=True).stdout
    names = [line.split()[0] for line in printed.splitlines()[1:]]
    assert sorted(names) == sorted(list_names())


@pytest.mark.parametrize("name", sorted(CODECS))
def test_list_tells_a_codecs_qualities_and_every_setting(name: str, capsys: Capture) -> None:
    assert run(["list", name]) == 0
    lines = capsys.readouterr().out.splitlines()
    codec = load_codec(name)
    better = "higher" if codec.quality.higher_is_better else "lower"
    scale = f"{codec.quality.lowest:g}..{codec.quality.highest:g}, step {codec.quality.step:g}"
    assert f"--quality: {scale}, {better} is better" in lines
    for option, default in codec.options.items():
        said = lines[lines.index(f"  {option}={default}") + 1]
        assert len(said) > 15 and "``" not in said and "the same as" not in said


def test_list_tells_the_settings_of_a_template_and_refuses_a_stranger(capsys: Capture) -> None:
    assert run(["list", "vtm"]) == 0
    assert "--quality: " in capsys.readouterr().out
    assert run(["list", "jpg"]) == 1
    assert "unknown codec 'jpg', expected one of" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["list"], ["list", "webp"]])
def test_a_reader_that_leaves_ends_a_command_quietly(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    argv = [sys.executable, "-m", "imgcodecs", *arguments]
    ended = subprocess.run(argv, stdout=writer, stderr=subprocess.PIPE, check=False, text=True)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_encode_decode_compare(source: Path, capsys: Capture) -> None:
    stream, png = source.with_name("cat.obu"), source.with_name("back.png")
    encode = ["encode", str(source), "--codec", "av1:cpu_used=8", "--quality", "20"]
    assert run([*encode, "--out", str(stream)]) == 0
    assert run(["decode", str(stream), "--codec", "av1", "--out", str(png)]) == 0
    assert run(["compare", str(source), str(png)]) == 0
    lines = capsys.readouterr().out.splitlines()
    bpp = stream.stat().st_size * 8 / (96 * 128)
    assert lines[0].startswith(f"{stream.stat().st_size} bytes, {bpp:.4f} bpp, ")
    assert lines[1].startswith("128x96 pixels, ")
    names = [line.split()[0] for line in lines[2:]]
    assert names == ["psnr_db", "ms_ssim", "vmaf", "ssimulacra2"]
    assert re.fullmatch(r"psnr_db      3\d\.\d{3} dB \(no upper limit\)", lines[2])
    assert lines[3] == "ms_ssim      not defined below 161 pixels a side"
    assert read_image(png).shape == (96, 128, 3)


def test_ladder_writes_a_manifest(source: Path, capsys: Capture) -> None:
    out = source.parent / "out"
    argv = ["ladder", str(source), "--codec", "baseline=jpeg", "--bpp", "0.5", "--bpp", "1"]
    assert run([*argv, "--out", str(out)]) == 0
    assert len(load_manifest(out / "manifest.csv")) == 2
    captured = capsys.readouterr()
    assert captured.out.startswith(f"2 rates in {out}/manifest.csv, ")
    assert "2 of 2 rates" in captured.err


def test_ladder_lists_failures_and_ends_with_status_1(source: Path, capsys: Capture) -> None:
    gone = source.with_name("gone.png")
    argv = ["ladder", str(source), str(gone), "--codec", "jpeg", "--bpp", "0.5"]
    assert run([*argv, "--workers", "1", "--out", str(source.parent / "out")]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("1 rate in ")
    assert f"failed: gone: {gone}: there is no such file" in captured.err


def test_errors_are_one_line_and_status_1(source: Path, capsys: Capture) -> None:
    out = ["--out", str(source.with_name("x"))]
    for argv, message in (
        (["encode", "gone.png", "--codec", "jpeg", "--quality", "5", *out], "no such file"),
        (
            ["encode", str(source), "--codec", "jpeg", "--quality", "0", *out],
            "jpeg: quality must be from 1 to 100",
        ),
        (["decode", str(source), "--codec", "av1", *out], "av1: not a stream of this codec"),
        (["decode", "gone.obu", "--codec", "av1", *out], "No such file"),
        (["compare", str(source), "gone.png"], "gone.png: there is no such file"),
    ):
        assert run(argv) == 1
        captured = capsys.readouterr()
        assert captured.err.startswith("imgcodecs: ")
        assert message in captured.err
        assert captured.out == ""
    assert not source.with_name("x").exists()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "required: COMMAND"),
        (["ladder", "a.png", "--codec", "jpg", "--out", "x"], "unknown codec 'jpg', expected one"),
        (["ladder", "a.png", "--codec", "vvc:preset=quick", "--out", "x"], "preset must be one of"),
        (["ladder", "a.png", "--codec", "jpeg", "--workers", "0", "--out", "x"], "above 0"),
        (["ladder", "a.png", "--codec", "a/b=jpeg", "--out", "x"], "a codec's name must be of let"),
    ],
)
def test_wrong_arguments_end_with_status_2(argv: list[str], message: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        run(argv)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_moves_on_a_terminal_and_is_sparse_in_a_log() -> None:
    terminal, log = Terminal(), io.StringIO()
    for stream in (terminal, log):
        with ProgressLine(stream) as line:
            for done in np.arange(1, 13):
                line.show(Progress(int(done), 12, 40, 60.0, 5.0 * (12 - done)))
    assert "\r[########################] 12 of 12 rates, 40 encodes" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")
    assert log.getvalue().splitlines() == [
        "1 of 12 rates, 40 encodes, 1 rate a minute, 55 s left",
        "12 of 12 rates, 40 encodes, 12 rates a minute",
    ]
    assert [format_s(s) for s in (4, 300, 12000)] == ["4 s", "5 min", "3 h 20 min"]


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(0, 1, 0, 0.0, None), "0 of 1 rate, 0 encodes"),
        (Progress(1, 2, 1, 60.0, 60.0), "1 of 2 rates, 1 encode, 1 rate a minute, 60 s left"),
        (Progress(1, 2, 0, 0.001, 60.0), "1 of 2 rates, 0 encodes, 60 s left"),
        (Progress(8, 8, 0, 0.006, 0.0), "8 of 8 rates, 0 encodes"),
    ],
)
def test_progress_counts_in_words_and_tells_no_rate_of_a_rerun(
    progress: Progress, line: str
) -> None:
    assert describe_progress(progress) == line
