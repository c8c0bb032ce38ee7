from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from imgcodecs import programs
from imgcodecs.adapters.ffmpeg import NOISE
from imgcodecs.errors import CodecError
from imgcodecs.programs import run_in_folder, run_program
from imgcodecs.tests.waiting import PATIENCE_S, wait_until


def run_python(code: str, **options: object) -> bytes:
    return run_program(codec="toy", argv=[sys.executable, "-c", code], **options)


def test_it_returns_what_was_printed_or_written() -> None:
    copy = "import pathlib; pathlib.Path('b').write_bytes(pathlib.Path('a').read_bytes()[::-1])"
    assert run_python("print('hello')") == b"hello\n"
    assert run_python(copy, files={"a": b"123"}, output="b") == b"321"


def test_the_folder_is_gone_afterwards() -> None:
    folder = run_python("import os; print(os.getcwd())").decode().strip()
    assert not Path(folder).exists()


def test_a_failure_carries_the_last_lines() -> None:
    code = "import sys; [print('line', n, file=sys.stderr) for n in range(9)]; sys.exit(3)"
    with pytest.raises(CodecError, match="(?s)toy: .* ended with status 3: line 4.*line 8$") as got:
        run_python(code)
    assert "line 3" not in str(got.value)
    assert not got.value.missing


def test_it_ends_a_program_that_takes_too_long() -> None:
    with pytest.raises(CodecError, match="took more than 0.2 s"):
        run_python("import time; time.sleep(600)", limit_s=0.2)


def test_what_a_program_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script's worker, which holds its output open, neither delays the end nor outlives it."""
    written, wait = tmp_path / "pid", programs._wait

    def wait_once_it_works(process: subprocess.Popen[bytes], limit_s: float) -> int:
        wait_until(lambda: written.exists() and written.read_text())
        return wait(process, limit_s)

    monkeypatch.setattr(programs, "_wait", wait_once_it_works)
    worker = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); "
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {worker!r} + "
    argv = [sys.executable, "-c", code + "'time.sleep(600)'])"]
    with pytest.raises(CodecError, match="took more than 0.2 s"):
        run_in_folder(codec="toy", argv=argv, folder=tmp_path, limit_s=0.2)
    wait_until(lambda: has_ended(int(written.read_text())))


def has_ended(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_an_interrupt_ends_the_program_too(tmp_path: Path) -> None:
    """Ctrl-C reaches this process alone here; what it runs must not go on by itself."""
    program = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); "
    runner = (
        "import sys; from pathlib import Path; from imgcodecs.programs import run_in_folder; "
        f"argv = [sys.executable, '-c', {program + 'time.sleep(600)'!r}]; "
        "run_in_folder(codec='toy', argv=argv, folder=Path.cwd())"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", runner], cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True
    )
    written = tmp_path / "pid"
    wait_until(lambda: written.exists() and written.read_text())
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=PATIENCE_S)
    assert b"KeyboardInterrupt" in said
    assert not psutil.pid_exists(int(written.read_text()))


def test_a_failure_is_told_in_one_line_without_noise() -> None:
    lines = "[x @ 0x55aa] out of range\n\n[y @ 0x1] Task finished with error code: -22"
    said = f"import sys; sys.exit({lines!r})"
    with pytest.raises(CodecError) as got:
        run_python(said, noise=NOISE)
    assert str(got.value).endswith("ended with status 1: [x] out of range")
    with pytest.raises(CodecError) as got:
        run_python("import sys; sys.exit('a ' * 9999)")
    assert len(str(got.value)) < 600


def test_it_says_when_a_program_or_its_output_is_missing() -> None:
    with pytest.raises(CodecError, match="no-such-program is not installed") as got:
        run_program(codec="toy", argv=["no-such-program"])
    assert got.value.missing
    with pytest.raises(CodecError, match="wrote no stream"):
        run_python("pass", output="stream")
