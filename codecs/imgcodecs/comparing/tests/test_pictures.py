from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from imgcodecs.comparing.comparison import compare_codecs
from imgcodecs.comparing.pictures import make_palette
from imgcodecs.comparing.rate_quality import draw_rate_quality
from imgcodecs.comparing.speed import draw_speed
from imgcodecs.comparing.tests.rows import row
from imgcodecs.manifest import ManifestRow

ROWS = [
    row(codec, factor * bpp, source=source, psnr_db=30 + bpp, target_bpp=bpp, encode_s=factor)
    for codec, factor in (("vvc", 0.5), ("jpeg", 1.0), ("made-up", 0.7))
    for source in ("cat", "dog")
    for bpp in (0.1, 0.3, 1.0)
]


def draw(rows: list[ManifestRow]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    picture = draw_rate_quality(rows, metric="psnr_db", palette=make_palette(rows))
    assert picture is not None
    return picture.spec, list(picture.data)


def test_codecs_come_in_the_order_of_the_catalogue() -> None:
    palette = make_palette(ROWS)
    assert palette.codecs == ("jpeg", "vvc", "made-up")  # the catalogue's order, strangers last
    assert palette.labels[0] == "JPEG (libjpeg-turbo)"


def test_the_axis_is_logarithmic_with_round_ticks() -> None:
    spec, _ = draw(ROWS)
    x = spec["layer"][0]["encoding"]["x"]
    assert x["scale"]["type"] == "log"
    assert {0.1, 0.2, 0.5, 1} <= set(x["axis"]["values"])


def test_means_are_thick_and_sources_thin() -> None:
    spec, data = draw(ROWS)
    widths = [each["mark"]["strokeWidth"] for each in spec["layer"] if is_line(each)]
    assert widths == [1, 2.5]
    assert [each["source"] for each in data].count("mean of 2") == 9
    assert len(data) == 9 + 18


def test_very_many_sources_are_a_haze_and_the_axis_is_that_of_the_means() -> None:
    rows = [
        row("jpeg", bpp, source=f"s{n}", target_bpp=bpp, psnr_db=30 + 10 * bpp + (n == 7) * 40)
        for n in range(50)
        for bpp in (0.1, 1.0)
    ]
    spec, data = draw(rows)
    low, high = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert 30 < low < 31.8 and 40.8 < high < 45
    assert spec["layer"][0]["mark"]["clip"] and len(data) == 2 + 100


def is_line(layer: dict[str, Any]) -> bool:
    return bool(layer.get("mark", {}).get("type") == "line")


def test_without_a_common_source_there_are_only_sources() -> None:
    rows = [each for each in ROWS if (each.codec == "vvc") == (each.source == "cat")]
    spec, data = draw(rows)
    assert sum(is_line(each) for each in spec["layer"]) == 1
    assert len(data) == len(rows)


def test_a_metric_that_nobody_has_is_not_drawn() -> None:
    assert draw_rate_quality(ROWS, metric="vmaf", palette=make_palette(ROWS)) is None


def test_speed_is_per_megapixel_and_names_its_clock() -> None:
    palette = make_palette(ROWS)
    picture = draw_speed(ROWS, palette=palette)
    assert picture is not None
    medians = {each["codec_name"]: each["median"] for each in picture.data}
    assert medians == pytest.approx({"jpeg": 100, "vvc": 50, "made-up": 70})
    assert {each["direction"] for each in picture.data} == {"Encode"}
    assert "Seconds on the clock" in json.dumps(picture.spec)


def test_speed_is_of_processor_time_where_every_image_has_it() -> None:
    timed = [
        row("jpeg", 1, encode_s=9, encode_cpu_s=0.2, decode_s=9, decode_cpu_s=0.1, source=source)
        for source in ("cat", "dog")
    ]
    palette = make_palette(timed)
    picture = draw_speed(timed, palette=palette)
    assert picture is not None
    assert [each["median"] for each in picture.data] == pytest.approx([20, 10])
    assert "Processor seconds per megapixel" in json.dumps(picture.spec)
    mixed = draw_speed([timed[0], replace(timed[1], decode_cpu_s=None)], palette=palette)
    assert mixed is not None and mixed.data[0]["clock"] == "wall"


def test_no_times_no_picture_of_speed() -> None:
    assert draw_speed([row("a", 1)], palette=make_palette([row("a", 1)])) is None


def test_a_comparison_draws_what_the_rows_allow() -> None:
    comparison = compare_codecs(ROWS, anchor="jpeg")
    assert [picture.name for picture in comparison.pictures] == ["psnr_db", "speed"]
    assert {saving.test for saving in comparison.savings} == {"vvc", "made-up"}
    psnr = {s.test: s.mean for s in comparison.savings if s.metric == "psnr_db"}
    assert psnr == pytest.approx({"vvc": -0.5, "made-up": -0.3})
