"""What each command says after Ctrl-C, and what it leaves."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from imgcodecs.cli import main as codecs
from imgcodecs.cli.running import BEGINS_ANEW, GOES_ON, STOPPED
from imgcodecs.learned.cli import main as learned
from imgcodecs.tests.pictures import save_photograph

# command line -> what it calls first, which then is interrupted, and what is true of it
COMMANDS = {
    "list": ("imgcodecs.cli.list.describe_codecs", STOPPED),
    "encode cat.png --codec jpeg --quality 50 --out x": (
        "imgcodecs.cli.encode.read_image",
        BEGINS_ANEW,
    ),
    "decode cat.jpg --codec jpeg --out x": ("pathlib.Path.read_bytes", BEGINS_ANEW),
    "ladder cat.png --codec jpeg --out x": ("imgcodecs.cli.ladder.build_ladder", GOES_ON),
    "collect folder --out x": ("imgcodecs.cli.collect.collect", BEGINS_ANEW),
    "compare manifest.csv": ("imgcodecs.cli.compare.read_manifest", BEGINS_ANEW),
}
LIST = "imgcodecs.learned.training.pictures.list_images"
OF_LEARNED = {
    "count tiny": ("imgcodecs.learned.counting.count_model", STOPPED),
    "gather --out x": ("imgcodecs.learned.gathering.unpacking.gather", GOES_ON),
    "train tiny --images x --out x --steps 1": (LIST, GOES_ON),
    "export x": ("imgcodecs.learned.training.exporting.export_run", BEGINS_ANEW),
    "evaluate --images x --out x": (LIST, GOES_ON),
    "ablate --images x --out x --steps 1": (LIST, GOES_ON),
}


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("line", [*COMMANDS, *OF_LEARNED])
def test_a_stopped_command_says_what_is_true_of_it(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target, words = {**COMMANDS, **OF_LEARNED}[line]
    program = codecs if line in COMMANDS else learned
    monkeypatch.setattr(target, interrupt)
    assert program.run(line.split()) == 130
    name = "imgcodecs" if program is codecs else "imgcodecs.learned"
    assert capsys.readouterr().err == f"{name}: {words}\n"


def test_every_command_is_among_them() -> None:
    for program, known in ((codecs, COMMANDS), (learned, OF_LEARNED)):
        made = [name for module in program.MODULES for name in list_commands(module)]
        assert sorted(made) == sorted(line.split()[0] for line in known)


def list_commands(module: object) -> list[str]:
    commands = argparse.ArgumentParser().add_subparsers()
    module.add(commands)
    return list(commands.choices)


def test_a_stopped_encode_leaves_nothing_and_its_program_ends(tmp_path: Path) -> None:
    source = save_photograph(tmp_path / "cat.png", height=512, width=768)
    out, temporary = tmp_path / "out", tmp_path / "temporary"
    temporary.mkdir()
    argv = ["encode", str(source), "--codec", "vvc:preset=slower", "--quality", "20"]
    run = subprocess.Popen(
        [sys.executable, "-m", "imgcodecs", *argv, "--out", str(out / "cat.vvc")],
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        process_group=0,
    )
    began_s = time.monotonic()
    while not [*temporary.iterdir()]:
        assert run.poll() is None and time.monotonic() - began_s < 30
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=20)
    assert (run.returncode, said.decode()) == (130, f"imgcodecs: {BEGINS_ANEW}\n")
    assert not out.exists() and not [*temporary.iterdir()]
