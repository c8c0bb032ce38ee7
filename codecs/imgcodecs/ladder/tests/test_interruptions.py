"""Runs that are killed, interrupted, doubled or out of disk: what is left, and how they go on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from imgcodecs.ladder import build_ladder
from imgcodecs.ladder.lock import FolderInUse, lock_folder
from imgcodecs.ladder.tests.test_workers import read_timeless
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.tests.pictures import save_photograph
from imgcodecs.tests.waiting import PATIENCE_S, wait_until

CODECS = ("--codec", "jpeg", "--codec", "av1:cpu_used=8", "--codec", "vvc:preset=faster")
RATES = ("--bpp", "0.3", "--bpp", "0.5", "--bpp", "0.8", "--bpp", "1.2", "--metrics", "fast")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return save_photograph(tmp_path / "cat.png", height=128, width=160)


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """Run the command in a process group of its own, as a shell does."""
    temporary = out.with_name(f"{out.name}-temporary")
    temporary.mkdir(exist_ok=True)
    argv = ["ladder", str(source), *CODECS, *RATES, "--out", str(out), "--workers", "2"]
    return subprocess.Popen(
        [sys.executable, "-m", "imgcodecs", *argv],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )


def find_streams(out: Path) -> set[Path]:
    return set((out / "cache").rglob("*.encode"))


def is_all_gone(out: Path) -> bool:
    """Whether neither a process nor a temporary file of the run is left."""
    temporary = f"{out}-temporary"
    used = any(find_temporary(each) == temporary for each in psutil.process_iter())
    return not used and not list(Path(temporary).iterdir())


def find_temporary(process: psutil.Process) -> str | None:
    try:
        return process.environ().get("TMPDIR")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None  # it ended this moment, or it is somebody else's


def test_a_killed_run_goes_on_to_the_same_manifest(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "killed"
    killed = start(source, out)
    wait_until(lambda: len(find_streams(out)) >= 9)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    kept = {path: path.read_bytes() for path in find_streams(out)}
    wait_until(lambda: is_all_gone(out))
    assert not (out / "manifest.csv").exists()
    resumed, whole = start(source, out), start(source, tmp_path / "whole")
    printed = [run.communicate()[0].decode() for run in (resumed, whole)]
    assert read_timeless(out / "manifest.csv") == read_timeless(tmp_path / "whole" / "manifest.csv")
    encodes = [int(each.split(", ")[1].split()[0]) for each in printed]
    assert encodes[0] == encodes[1] - len(kept)
    assert all(path.read_bytes() == content for path, content in kept.items())


def test_the_rows_of_a_second_run_are_the_same_to_the_byte(source: Path, tmp_path: Path) -> None:
    plan = {"sources": [source], "codecs": ["jpeg"], "targets_bpp": (0.5, 1.0), "workers": 1}
    first = build_ladder(**plan, out=tmp_path / "out").manifest.read_bytes()
    (tmp_path / "out" / "manifest.csv").unlink()
    again = build_ladder(**plan, out=tmp_path / "out")
    assert (again.encodes, again.manifest.read_bytes()) == (0, first)


def test_files_lost_or_changed_are_made_anew_without_encoding(source: Path, tmp_path: Path) -> None:
    plan = {"sources": [source], "codecs": ["jpeg"], "targets_bpp": (0.5, 1.0), "workers": 1}
    first = build_ladder(**plan, out=tmp_path / "out")
    content = first.manifest.read_bytes()
    decoded, other = (row.decoded for row in first.rows)
    whole = {path: path.read_bytes() for path in (decoded, other, first.rows[0].bitstream)}
    decoded.unlink()
    other.write_bytes(b"scribble")
    first.rows[0].bitstream.write_bytes(b"")
    again = build_ladder(**plan, out=tmp_path / "out")
    assert (again.encodes, again.manifest.read_bytes()) == (0, content)
    assert {path: path.read_bytes() for path in whole} == whole


def test_a_torn_entry_of_the_cache_is_one_that_was_never_made(tmp_path: Path, source: Path) -> None:
    plan = {"sources": [source], "codecs": [Stretchy()], "targets_bpp": (0.5,), "workers": 1}
    made = build_ladder(**plan, out=tmp_path / "out").encodes
    for path in [*(tmp_path / "out" / "cache").rglob("*.stream")][:1]:
        path.write_bytes(path.read_bytes()[:-1])
    for path in [*(tmp_path / "out" / "cache").rglob("*.decode")]:
        path.write_bytes(b"")
    again = build_ladder(**plan, out=tmp_path / "out")
    assert made > 1 and (again.encodes, len(again.rows)) == (1, 1)


def test_ctrl_c_leaves_nothing_behind(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "interrupted"
    run = start(source, out)
    wait_until(lambda: len(find_streams(out)) >= 5)
    os.killpg(run.pid, signal.SIGINT)
    printed, said = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 130
    assert said.decode().splitlines()[-1] == (
        "imgcodecs: stopped; the same command goes on from here"
    )
    assert "Traceback" not in said.decode()
    wait_until(lambda: is_all_gone(out))
    assert not [*out.rglob(".*.part")]


def test_a_second_ladder_into_one_folder_is_refused(source: Path, tmp_path: Path) -> None:
    plan = {"sources": [source], "codecs": [Stretchy()], "targets_bpp": (0.5,), "workers": 1}
    out = tmp_path / "out"
    with lock_folder(out / "cache"), pytest.raises(FolderInUse, match=f"written into {out}"):
        build_ladder(**plan, out=out)
    assert build_ladder(**plan, out=out).rows


@contextmanager
def small_disk() -> Iterator[None]:
    """A disk that cuts files short at 20 kB, as a full one does.

    No fixture: the limit is the whole process's, and pytest writes its own output before it ends
    one; where that goes to a longer file, pytest dies.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_stops_the_run_and_leaves_no_half_file(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan = {"sources": [source], "codecs": ["jpeg"], "targets_bpp": (0.5,), "workers": 1}
    refused = pytest.raises(OSError, match="File too large: .*/out/cat/reference.png")
    with refused, small_disk():
        build_ladder(**plan, out=out)
    files = [path for path in out.rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["lock"]


def test_a_folder_that_cannot_be_written_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("I am a file")
    with pytest.raises(OSError, match="out"):
        build_ladder(sources=[source], codecs=["jpeg"], out=tmp_path / "out", workers=1)
