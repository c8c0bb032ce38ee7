"""Runs on a scheduler and workers that somebody has started, in another folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from imgcodecs.fingerprint import find_fingerprint
from imgcodecs.ladder import LadderResult, build_ladder
from imgcodecs.ladder.tests.saboteurs import Elsewhere
from imgcodecs.ladder.tests.test_workers import read_streams, read_timeless
from imgcodecs.registry import load_codec
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.tests.pictures import save_photograph
from imgcodecs.tests.waiting import PATIENCE_S


@contextmanager
def run_dask(*argv: str, cwd: Path, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *argv],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def find_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, cwd = find_port(), tmp_path_factory.mktemp("elsewhere")
    where = ("--host", "127.0.0.1", "--port", str(port), "--dashboard-address", "127.0.0.1:0")
    with run_dask("scheduler", *where, "--no-dashboard", cwd=cwd):
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def run_workers(scheduler: str, cwd: Path, *argv: str, **environment: str) -> Iterator[None]:
    usual = ("worker", scheduler, "--no-dashboard", "--host", "127.0.0.1")
    with ExitStack() as stack:
        for options in argv or ("--nthreads 1", "--nthreads 1"):
            stack.enter_context(run_dask(*usual, *options.split(), cwd=cwd, **environment))
        yield


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return save_photograph(tmp_path / "cat.png")


def climb(source: Path, *codecs: object, **options: object) -> LadderResult:
    find_fingerprint.cache_clear()  # someone may be writing code while the tests run
    plan = {"targets_bpp": (0.3, 1.2), "out": source.parent / "out"} | options
    return build_ladder(sources=[source], codecs=codecs, **plan)


def test_workers_from_elsewhere_make_the_same(
    scheduler: str, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    codecs = [load_codec("jpeg"), load_codec("av1", cpu_used=8), Stretchy()]
    cwd = tmp_path_factory.mktemp("workers")
    with run_workers(scheduler, cwd):
        far = climb(source, *codecs, scheduler=scheduler)
    near = climb(source, *codecs, workers=1, out=source.parent / "near")
    assert far.encodes == near.encodes > 6
    assert read_timeless(far.manifest) == read_timeless(near.manifest)
    assert read_streams(far) == read_streams(near)
    # Nothing of the images lies where the workers ran.
    assert not [path for path in cwd.rglob("*") if path.suffix in (".png", ".obu", ".jpg")]


def test_workers_that_would_make_other_files_are_refused(
    scheduler: str, source: Path, tmp_path: Path
) -> None:
    old = run_workers(scheduler, tmp_path, "--nthreads 1", ELSEWHERE_VERSION="0.9")
    with old, pytest.raises(ValueError, match="its elsewhere is '0.9', the one here '1.0'"):
        climb(source, Elsewhere("elsewhere"), scheduler=scheduler)
    broad = run_workers(scheduler, tmp_path, "--nthreads 4")
    with broad, pytest.raises(ValueError, match="has 4 threads; start it with --nthreads 1"):
        climb(source, Stretchy(), scheduler=scheduler)


def test_a_scheduler_that_is_not_there_is_named(source: Path, monkeypatch: object) -> None:
    monkeypatch.setattr("imgcodecs.ladder.links.CONNECT_S", 0.5)
    address = f"tcp://127.0.0.1:{find_port()}"
    said = f"no Dask scheduler answers at {address}: .* after 0.5 s"
    with pytest.raises(ValueError, match=said):
        climb(source, Stretchy(), scheduler=address)
