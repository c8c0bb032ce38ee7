from __future__ import annotations

import math

import pytest

from imgcodecs.comparing.curves import average_rungs, find_common_sources, find_quality, make_curve
from imgcodecs.comparing.savings import average_sources, choose_anchor, compare_by_source
from imgcodecs.comparing.tests.rows import row
from imgcodecs.manifest import ManifestRow


def ladder(codec: str, source: str, factor: float = 1.0) -> list[ManifestRow]:
    return [
        row(codec, factor * bpp, source=source, psnr_db=30 + 6 * math.log2(bpp), target_bpp=bpp)
        for bpp in (0.25, 0.5, 1.0)
    ]


def test_the_mean_is_over_the_sources_that_allow_it() -> None:
    rows = [*ladder("jpeg", "cat"), *ladder("new", "cat", 0.5), *ladder("jpeg", "dog")]
    rows += [*ladder("new", "dog", 0.25), *ladder("jpeg", "cow"), *ladder("new", "cow")[:1]]
    rows += ladder("new", "hen")  # which the anchor has not coded
    (mean,) = average_sources(compare_by_source(rows, anchor="jpeg", metric="psnr_db"))
    assert mean.mean == pytest.approx(-0.625)
    assert (mean.lowest, mean.highest) == (pytest.approx(-0.75), pytest.approx(-0.5))
    assert (mean.used, mean.sources) == (2, 3)


def test_a_metric_that_nobody_has_gives_no_mean() -> None:
    rows = [*ladder("jpeg", "cat"), *ladder("new", "cat")]
    (mean,) = average_sources(compare_by_source(rows, anchor="jpeg", metric="vmaf"))
    assert (mean.mean, mean.used, mean.sources) == (None, 0, 1)


def test_the_anchor_is_the_one_asked_for_or_jpeg_or_the_most_frequent() -> None:
    rows = [row("b", 1), row("a", 1), row("b", 2), row("jpeg", 1)]
    assert choose_anchor(rows, None) == "jpeg"
    assert choose_anchor(rows, "a") == "a"
    assert choose_anchor(rows[:3], None) == "b"
    with pytest.raises(ValueError, match=r"anchor 'vvc' is not .* expected \['a', 'b', 'jpeg'\]"):
        choose_anchor(rows, "vvc")


def test_ms_ssim_is_drawn_in_decibels_and_lossless_images_not_at_all() -> None:
    assert find_quality(row("a", 1, ms_ssim=0.99), "ms_ssim") == pytest.approx(20)
    assert find_quality(row("a", 1, ms_ssim=1.0), "ms_ssim") is None
    assert find_quality(row("a", 1, psnr_db=math.inf), "psnr_db") is None
    curve = make_curve([row("a", 2, psnr_db=math.inf), row("a", 1, psnr_db=9)], "psnr_db")
    assert (curve.bpp.tolist(), curve.quality.tolist()) == ([1], [9])


def test_a_mean_rate_is_all_bits_over_all_pixels() -> None:
    small = row("a", 1.0, psnr_db=30, target_bpp=1)
    large = row("a", 2.0, psnr_db=40, target_bpp=1, source="dog", width=300)
    (point,) = average_rungs([small, large], "psnr_db", frozenset({"cat", "dog"}))
    assert (point.bpp, point.quality, point.sources) == (1.75, 35, 2)


def test_means_are_over_common_sources_and_rungs_that_all_of_them_reach() -> None:
    rows = [*ladder("jpeg", "cat"), *ladder("jpeg", "dog")[1:], *ladder("jpeg", "hen")]
    rows += [*ladder("new", "cat"), *ladder("new", "dog")]
    common = find_common_sources(rows, "psnr_db")
    assert common == {"cat", "dog"}
    jpeg = [each for each in rows if each.codec == "jpeg"]
    assert [p.rung for p in average_rungs(jpeg, "psnr_db", common)] == [0.5, 1.0]


def test_without_targets_rates_are_counted_from_the_lowest() -> None:
    rows = [row("a", bpp, source=s, psnr_db=30) for s, bpp in (("x", 0.3), ("x", 0.1), ("y", 0.2))]
    (point,) = average_rungs(rows, "psnr_db", frozenset({"x", "y"}))
    assert (point.rung, point.bpp) == (1, pytest.approx(0.15))
