from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.blind import chunk_names
from imgcodecs.harness import find_bpp
from imgcodecs.ladder import DEFAULT_TARGETS_BPP, LadderResult, build_ladder
from imgcodecs.manifest import load_manifest, read_manifest
from imgcodecs.metrics import Measures
from imgcodecs.progress import Progress
from imgcodecs.registry import load_codec
from imgcodecs.renamed import Renamed
from imgcodecs.sources import read_image
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.tests.pictures import open_photograph, save_photograph

RATES = (0.6, 1.2)  # that JPEG reaches


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return save_photograph(tmp_path / "cat.png")


def run(source: Path, *codecs: object, **options: object) -> LadderResult:
    plan = {"targets_bpp": (0.2, 0.5), "workers": 1} | options
    return build_ladder(sources=[source], codecs=codecs, out=source.parent / "out", **plan)


def test_the_default_rates_are_even_in_log_rate() -> None:
    assert (len(DEFAULT_TARGETS_BPP), DEFAULT_TARGETS_BPP[0], DEFAULT_TARGETS_BPP[-1]) == (
        8,
        0.08,
        1,
    )
    assert np.ptp(np.diff(np.log(DEFAULT_TARGETS_BPP))) < 0.003


def test_real_codecs_reach_their_targets(tmp_path: Path) -> None:
    source = save_photograph(tmp_path / "cat.png", height=200, width=256)
    codecs = ["jpeg", load_codec("av1", cpu_used=8), load_codec("vvc", preset="faster")]
    result = run(source, *codecs, targets_bpp=(0.5, 1.0))
    assert not result.failures
    assert [row.codec for row in result.rows] == ["jpeg"] * 2 + ["av1"] * 2 + ["vvc"] * 2
    for row in result.rows:
        assert row.bitstream is not None
        data = row.bitstream.read_bytes()
        image = read_image(row.reference)
        assert row.bpp == find_bpp(data, image)
        assert abs(row.bpp / row.target_bpp - 1) <= 0.03 or row in result.missed
        # A step of VVC's QP is some 12 % of rate, so the nearest is within 7 %.
        assert abs(row.bpp / row.target_bpp - 1) <= 0.07
        codec = next(codec for codec in codecs if getattr(codec, "name", codec) == row.codec)
        codec = load_codec(codec) if isinstance(codec, str) else codec
        assert np.array_equal(codec.decode(data), read_image(row.decoded))


def test_the_files_are_what_the_manifest_says(source: Path) -> None:
    result = run(source, Stretchy())
    rows = load_manifest(result.manifest)
    assert [(row.codec, row.target_bpp) for row in rows] == [("stretchy", 0.2), ("stretchy", 0.5)]
    assert all(abs(row.bpp / row.target_bpp - 1) <= 0.03 for row in rows)
    assert rows[0].parameters.startswith("colour=any quality=")
    assert [row.decoded.name for row in rows] == ["stretchy_0.2.png", "stretchy_0.5.png"]
    assert set(chunk_names(rows[0].decoded.read_bytes())) == {"IHDR", "sRGB", "IDAT", "IEND"}
    assert np.array_equal(read_image(rows[0].reference), open_photograph(height=96, width=128))
    log = json.loads((source.parent / "out" / "ladder.json").read_text())
    assert sum(rate["encodes"] for rate in log["rates"]) == result.encodes
    (curve,) = log["curves"]
    assert len(curve["points"]) == result.encodes
    assert {rate["quality"] for rate in log["rates"]} <= {quality for quality, _ in curve["points"]}


def test_a_second_run_encodes_nothing(source: Path) -> None:
    first, codec = run(source, Stretchy()), Stretchy()
    second = run(source, codec)
    assert first.encodes > 0
    assert (second.encodes, codec.asked) == (0, [])
    assert second.rows == first.rows


def test_other_settings_pixels_or_versions_are_encoded_anew(source: Path) -> None:
    run(source, load_codec("jpeg"))
    assert run(source, load_codec("jpeg", chroma="444")).encodes > 0
    save_photograph(source, height=95)
    assert run(source, load_codec("jpeg")).encodes > 0


def test_an_interrupted_run_goes_on(source: Path) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.encodes == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(source, Stretchy(), on_progress=interrupt)
    fresh = run(source, Stretchy(), targets_bpp=(0.2, 0.5))
    whole = build_ladder(
        sources=[source],
        codecs=[Stretchy()],
        targets_bpp=(0.2, 0.5),
        out=source.parent / "new",
        workers=1,
    )
    assert fresh.encodes == whole.encodes - 3
    assert [row.bpp for row in fresh.rows] == [row.bpp for row in whole.rows]


def test_a_failure_stops_nothing_else(source: Path) -> None:
    alpha = source.with_name("alpha.png")
    Pillow.new("RGBA", (9, 9)).save(alpha)
    seen: list[Progress] = []
    result = build_ladder(
        sources=[alpha, source],
        codecs=[Stretchy("broken", fails=True), Stretchy("absent", missing=True), Stretchy()],
        targets_bpp=(0.2, 0.5),
        out=source.parent / "out",
        workers=1,
        on_progress=seen.append,
    )
    assert [(row.source, row.codec) for row in result.rows] == [("cat", "stretchy")] * 2
    told = [(failure.source, failure.codec, failure.target_bpp) for failure in result.failures]
    assert told == [
        ("alpha", "", None),
        ("cat", "broken", None),
        ("cat", "absent", None),
    ]
    assert "alpha channel" in result.failures[0].reason
    assert "broke on purpose" in result.failures[1].reason
    assert (seen[-1].done, seen[-1].total, seen[-1].remaining_s) == (12, 12, 0)
    assert seen[0].failures == result.failures[:1] and set(seen[-1].failures) == set(
        result.failures
    )
    assert seen[-1].newest.startswith("cat, stretchy, quality ")
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_a_rate_beyond_the_codecs_range_is_no_stimulus(source: Path) -> None:
    result = run(source, Stretchy(), targets_bpp=(0.02, 0.04, 1.0, 90.0))
    assert [row.target_bpp for row in result.rows] == [1.0]
    assert [(failure.target_bpp, failure.reason) for failure in result.failures] == [
        (0.02, "the smallest file it makes is 0.0527 bpp"),
        (0.04, "the smallest file it makes is 0.0527 bpp"),
        (90.0, "the largest file it makes is 6.26 bpp"),
    ]


def test_of_two_targets_between_the_same_steps_the_nearer_gets_the_step(source: Path) -> None:
    result = run(source, Stretchy(growth=1.5, highest=9), targets_bpp=(0.3, 0.31))
    assert [row.target_bpp for row in result.missed] == [0.3]
    (failure,) = result.failures
    assert failure.target_bpp == 0.31
    assert "already serves the target of 0.3 bpp" in failure.reason


def test_the_smallest_image_goes_through_and_a_smaller_one_is_named(tmp_path: Path) -> None:
    for name, shape in (("small", (8, 9)), ("smaller", (7, 9))):
        save_photograph(tmp_path / f"{name}.png", height=shape[0], width=shape[1])
    av1 = load_codec("av1", cpu_used=8)
    plan = {"targets_bpp": (10.0,), "workers": 1, "out": tmp_path / "out"}
    result = build_ladder(sources=[tmp_path], codecs=[av1], **plan)
    assert [row.source for row in result.rows] == ["small"]
    assert [(row.vmaf, row.ms_ssim) for row in result.rows] == [(None, None)]
    (failure,) = result.failures
    assert failure.reason.endswith("it is 9x7 pixels, expected at least 8 a side")


def test_two_settings_of_one_codec_go_under_names_of_their_own(source: Path) -> None:
    full = Renamed("jpeg-full", load_codec("jpeg", chroma="444"))
    result = run(source, "jpeg", full, targets_bpp=RATES)
    assert [row.codec for row in result.rows] == ["jpeg"] * 2 + ["jpeg-full"] * 2
    assert load_manifest(result.manifest)[2].parameters.startswith("chroma=444 ")
    assert (
        run(source, Renamed("another", load_codec("jpeg", chroma="444")), targets_bpp=RATES).encodes
        == 0
    )
    with pytest.raises(ValueError, match="must be of letters, digits"):
        Renamed("jpeg/full", load_codec("jpeg"))


def test_measures_are_taken_when_they_are_asked_for(source: Path) -> None:
    bare = run(source, "jpeg", metrics="none", targets_bpp=RATES).rows
    quick = run(source, "jpeg", metrics="fast", targets_bpp=RATES)
    every = run(source, "jpeg", targets_bpp=RATES)
    assert [row.psnr_db for row in bare] == [None, None]
    assert [(row.psnr_db is None, row.ssimulacra2) for row in quick.rows] == [(False, None)] * 2
    assert all(row.ssimulacra2 is not None for row in every.rows)
    assert (quick.encodes, every.encodes) == (0, 0)
    assert [row.decode_s for row in every.rows] == [row.decode_s for row in bare]


def test_metrics_of_another_version_are_taken_anew(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(source, "jpeg", targets_bpp=RATES)
    monkeypatch.setattr("imgcodecs.cache.METRICS_VERSION", "next")
    monkeypatch.setattr(
        "imgcodecs.ladder.jobs.measure_pair", lambda a, b: Measures(1.0, 2.0, 3.0, 4.0)
    )
    second = run(source, "jpeg", targets_bpp=RATES)
    assert second.encodes == 0
    assert [row.psnr_db for row in second.rows] == [1.0, 1.0]
    assert [row.decode_s for row in second.rows] == [row.decode_s for row in first.rows]


def test_times_are_of_the_coder(source: Path) -> None:
    (row,) = run(source, load_codec("av1", cpu_used=4), targets_bpp=(1.0,)).rows
    assert 0 < row.encode_cpu_s < 2 * row.encode_s
    assert 0 < row.decode_cpu_s < 2 * row.decode_s
    kept = read_manifest(source.parent / "out" / "manifest.csv")[0]
    assert abs(kept.encode_cpu_s / row.encode_cpu_s - 1) < 1e-4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sources": []}, "at least one source"),
        ({"codecs": []}, "at least one codec"),
        ({"targets_bpp": []}, "at least one target rate"),
        ({"targets_bpp": [0.0]}, "above 0 bpp, got 0"),
        ({"limit_s": 0.0}, "a time limit must be above 0 s, got 0"),
        ({"metrics": "most"}, "metrics must be one of .*, got 'most'"),
        ({"targets_bpp": [0.1, 0.1]}, "target rate given twice: 0.1"),
        ({"codecs": ["jpeg", "jpeg"]}, "codec given twice: jpeg"),
        ({"codecs": ["jpg"]}, "unknown codec 'jpg'"),
        ({"sources": [Path("a/x.png"), Path("b/x.png")]}, "source given twice: x"),
        ({"sources": [Path("cache.png")]}, "cannot be called 'cache'"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    options: dict[str, object], message: str, tmp_path: Path
) -> None:
    plan = {"sources": [Path("x.png")], "codecs": ["jpeg"], "targets_bpp": [0.1]} | options
    with pytest.raises(ValueError, match=message):
        build_ladder(**plan, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
