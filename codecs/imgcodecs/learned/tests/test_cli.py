from __future__ import annotations

import os
import subprocess
import sys

import pytest

from imgcodecs.learned.cli.main import run


def test_count_prints_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["count", "tiny"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["part", "parameters", "kMAC/pixel"]
    parts = [line.split()[0] for line in lines[1:7]]
    assert parts == ["g_a", "g_s", "h_a", "z_prior", "scale_decoder", "context_decoder"]
    assert lines[-1].startswith("to decode")


def test_an_unknown_configuration_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["count", "huge"])
    assert ended.value.code == 2
    assert "invalid choice: 'huge' (choose from" in capsys.readouterr().err


def test_a_reader_that_leaves_ends_a_command_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    argv = [sys.executable, "-m", "imgcodecs.learned", "count", "tiny"]
    ended = subprocess.run(argv, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, "")
