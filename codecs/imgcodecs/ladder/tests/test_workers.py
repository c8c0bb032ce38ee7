"""Runs on several processes: the same result, and nothing left behind however they end."""

from __future__ import annotations

import csv
from pathlib import Path

import psutil
import pytest
from distributed import Client
from distributed.comm import CommClosedError, connect
from distributed.security import Security

from imgcodecs.ladder import LadderResult, build_ladder
from imgcodecs.ladder.links import link_local, link_scheduler
from imgcodecs.ladder.originals import Original
from imgcodecs.ladder.tests.saboteurs import Deadly, Program, Stuck
from imgcodecs.progress import Progress
from imgcodecs.registry import load_codec
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.tests.pictures import save_photograph
from imgcodecs.tests.waiting import PATIENCE_S, wait_until

TIMES = ("encode_s", "decode_s", "encode_cpu_s", "decode_cpu_s")


def read_timeless(manifest: Path) -> list[dict[str, str]]:
    """Rows without what a clock has said."""
    with manifest.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [{name: cell for name, cell in row.items() if name not in TIMES} for row in rows]


def read_streams(result: LadderResult) -> list[bytes]:
    return [row.bitstream.read_bytes() for row in result.rows if row.bitstream]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return save_photograph(tmp_path / "cat.png")


def climb(source: Path, *codecs: object, **options: object) -> LadderResult:
    plan = {"targets_bpp": (0.3, 0.6, 1.2), "workers": 2, "out": source.parent / "out"} | options
    return build_ladder(sources=[source], codecs=codecs, **plan)


def test_two_workers_make_what_one_process_makes(source: Path) -> None:
    codecs = [load_codec("jpeg"), load_codec("av1", cpu_used=8), Stretchy()]
    alone = climb(source, *codecs, workers=1)
    seen: list[Progress] = []
    together = climb(source, *codecs, out=source.parent / "two", on_progress=seen.append)
    assert read_timeless(together.manifest) == read_timeless(alone.manifest)
    assert read_streams(together) == read_streams(alone)
    assert (seen[-1].done, seen[-1].encodes, seen[-1].remaining_s) == (9, together.encodes, 0)


def test_a_worker_that_dies_over_an_encode_is_given_it_once_more(source: Path) -> None:
    once = Deadly("once", only_once=str(source.parent / "was-here"))
    result = climb(source, Deadly(), once, Stretchy())
    assert [row.codec for row in result.rows] == ["once"] * 3 + ["stretchy"] * 3
    (failure,) = result.failures
    assert (failure.codec, failure.target_bpp) == ("deadly", None)
    assert failure.reason.startswith("the worker's process died") and "twice" in failure.reason


def test_a_worker_that_is_gone_before_it_has_the_pixels_costs_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker may die between two jobs: the scheduler hears of it a moment later than we do."""
    scatter, refused = Client.scatter, []

    def scatter_late(self: Client, *arguments: object, **options: object) -> object:
        if len(refused) < 3:
            refused.append(options["workers"])
            raise CommClosedError("in <TLS (closed)>")
        return scatter(self, *arguments, **options)

    monkeypatch.setattr(Client, "scatter", scatter_late)
    result = climb(source, Stretchy())
    assert len(refused) == 3 and not result.failures
    assert [row.codec for row in result.rows] == ["stretchy"] * 3


def test_a_source_that_cannot_be_read_any_more_is_no_lost_worker(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be tried for ever."""

    def fail(self: Original) -> None:
        raise OSError(5, "Input/output error", "cat.png")

    monkeypatch.setattr(Original, "read", fail)
    with pytest.raises(OSError, match="Input/output error"):
        climb(source, Stretchy())


def test_a_coder_that_hangs_in_its_process_is_ended(source: Path) -> None:
    # A limit that the other coder keeps, with its measures, wherever this runs.
    quick = {"limit_s": 3, "targets_bpp": (0.3,), "metrics": "fast"}
    result = climb(source, Stuck(), Stretchy(), **quick)
    assert [row.codec for row in result.rows] == ["stretchy"]
    assert [failure.reason for failure in result.failures] == ["it took more than 3 s"]


def test_stopping_ends_workers_and_encoders_at_once(
    source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Stop(Exception):
        pass

    started = tmp_path / "started"
    endless = Program(code=f"import time; open({str(started)!r}, 'w'); time.sleep(600)")

    def stop(progress: Progress) -> None:
        if progress.encodes >= 2:
            wait_until(started.exists)
            raise Stop

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Stop):
        climb(source, Stretchy(), endless, on_progress=stop)
    wait_until(lambda: not find_programs(str(started)))
    assert not list(tmp_path.glob("imgcodecs-*"))


def find_programs(word: str) -> list[psutil.Process]:
    """Those whose command line holds the word."""
    found = psutil.process_iter(["cmdline"])
    return [each for each in found if word in " ".join(each.info["cmdline"] or ())]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_local_workers_take_no_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    with link_local(1) as client:
        address = client.scheduler.address
        with pytest.raises(ValueError, match="wants TLS"), link_scheduler(address):
            pass
        # Nothing answers there, however long one waits.
        monkeypatch.setattr("imgcodecs.ladder.links.CONNECT_S", 1.0)
        plain = address.replace("tls:", "tcp:")
        with pytest.raises(ValueError, match="no Dask scheduler"), link_scheduler(plain):
            pass
        others = Security.temporary().get_connection_args("client")
        with pytest.raises(OSError, match="certificate does not match"):
            client.sync(connect, address, timeout=PATIENCE_S, **others)
