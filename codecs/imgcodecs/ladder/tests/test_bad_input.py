"""Each input or encoder that cannot be used ends in one line, and the rest goes on."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.ladder import LadderResult, build_ladder
from imgcodecs.ladder.tests.saboteurs import Program
from imgcodecs.registry import load_codec
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.tests.pictures import save_photograph
from imgcodecs.types import Codec


def save_bomb(path: Path) -> None:
    """A few bytes that promise 10 gigapixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
            for name, content in chunks
        )
    )


def save_animation(path: Path) -> None:
    frames = [Pillow.new("RGB", (9, 9), shade) for shade in ("red", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:])


def cut_short(path: Path) -> None:
    save_photograph(path)
    path.write_bytes(path.read_bytes()[:5000])


SOURCES = {
    "alpha.png": (lambda path: Pillow.new("RGBA", (9, 9)).save(path), "alpha channel"),
    "cmyk.jpg": (lambda path: Pillow.new("CMYK", (9, 9)).save(path), "CMYK"),
    "animated.webp": (save_animation, "animated"),
    "cut.png": (cut_short, "cut.png"),
    "empty.png": (lambda path: path.touch(), "not an image"),
    "bomb.png": (save_bomb, "far too large"),
    "text.png": (lambda path: path.write_text("Dear diary"), "not an image"),
    "folder.png": (lambda path: (path / "x").mkdir(parents=True), "no image in this folder"),
}
BROKEN = [name for name in SOURCES if name != "folder.png"]


def climb(sources: list[Path], *codecs: Codec, **options: object) -> LadderResult:
    plan = {"targets_bpp": (0.2, 0.5), "workers": 1, "metrics": "fast"} | options
    return build_ladder(sources=sources, codecs=codecs, out=sources[0].parent / "out", **plan)


def test_a_source_that_cannot_be_used_is_one_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name in BROKEN:
        SOURCES[name][0](tmp_path / name)
    good = save_photograph(tmp_path / "good.png")
    result = climb([*(tmp_path / name for name in BROKEN), good], Stretchy())
    assert [row.source for row in result.rows] == ["good"] * 2
    assert [failure.source for failure in result.failures] == [Path(name).stem for name in BROKEN]
    for name, failure in zip(BROKEN, result.failures, strict=True):
        assert SOURCES[name][1] in failure.reason
        assert len(failure.reason.splitlines()) == 1


def test_a_folder_stands_for_the_images_in_it(tmp_path: Path) -> None:
    photographs = tmp_path / "photographs"
    photographs.mkdir()
    for name in ("b.png", "a.PNG", ".hidden.png"):
        save_photograph(photographs / "x.png").rename(photographs / name)
    (photographs / "notes.txt").write_text("Dear diary")
    result = climb([photographs], Stretchy())
    assert [row.source for row in result.rows] == ["a", "a", "b", "b"]
    SOURCES["folder.png"][0](tmp_path / "folder.png")
    with pytest.raises(ValueError, match="no image in this folder"):
        climb([tmp_path / "folder.png"], Stretchy())


def test_extreme_shapes_go_through_or_are_named(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    for name, shape in (("dot", (1, 1)), ("wide", (8, 20_000))):
        pixels = rng.integers(0, 255, (*shape, 3), np.uint8)
        Pillow.fromarray(pixels).save(tmp_path / f"{name}.png")
    sources = [tmp_path / "dot.png", tmp_path / "wide.png"]
    result = climb(sources, load_codec("jpeg"), targets_bpp=(2.0,), metrics="none")
    assert [row.source for row in result.rows] == ["wide"]
    (failure,) = result.failures
    assert (failure.source, failure.target_bpp) == ("dot", None)
    assert failure.reason.endswith("it is 1x1 pixels, expected at least 8 a side")


def test_no_name_leads_out_of_the_folder_or_onto_its_own_files(tmp_path: Path) -> None:
    names = ("...png", "manifest.csv.png", "ladder.json.png", "=1+1.png")
    wild = [save_photograph(tmp_path / "x.png").rename(tmp_path / name) for name in names]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "taken").touch()
    taken = save_photograph(tmp_path / "taken.png")
    result = climb([*wild, taken, save_photograph(tmp_path / "good.png")], Stretchy())
    assert [row.source for row in result.rows] == ["good"] * 2
    *own, formula, occupied = (each.reason for each in result.failures)
    assert ["cannot be called" in reason for reason in own] == [True] * 3
    assert "must not begin with '=', a formula to a spreadsheet" in formula
    assert occupied.endswith("cannot be made, a file is in its place")
    assert not (tmp_path / "reference.png").exists()


@pytest.mark.parametrize(
    ("code", "limit_s", "reason"),
    [
        ("import time; time.sleep(600)", 0.3, "took more than 0.3 s"),
        ("pass", None, "wrote no stream"),
        ("import sys; sys.exit('out of ideas')", None, "ended with status 1: out of ideas"),
        ("import sys; sys.exit('out\\0of ideas')", None, "ended with status 1: out of ideas"),
        ("open('stream', 'wb'); raise SystemExit(3)", None, "ended with status 3: it said nothing"),
    ],
)
def test_an_encoder_that_misbehaves_is_one_line(
    code: str, limit_s: float | None, reason: str, tmp_path: Path
) -> None:
    source = save_photograph(tmp_path / "cat.png")
    result = climb([source], Program(code=code), Stretchy(), limit_s=limit_s)
    assert [row.codec for row in result.rows] == ["stretchy"] * 2
    (failure,) = result.failures
    assert (failure.source, failure.codec, failure.target_bpp) == ("cat", "program", None)
    assert failure.reason.endswith(reason)


def test_an_encoder_that_fails_at_some_qualities_costs_only_those_rates(tmp_path: Path) -> None:
    source = save_photograph(tmp_path / "cat.png")
    picky = Program(code="import sys; open('stream', 'w'); sys.exit(float(sys.argv[1]) > 60)")
    result = climb([source], picky, targets_bpp=(0.2, 0.5, 2.0))
    assert [row.target_bpp for row in result.rows] == [0.2, 0.5]
    assert [failure.target_bpp for failure in result.failures] == [2.0]


def test_an_unforeseen_error_of_a_codec_is_one_line(tmp_path: Path) -> None:
    source = save_photograph(tmp_path / "cat.png")
    odd = Stretchy("odd", growth="wide")
    result = climb([source], odd, Stretchy())
    assert [row.codec for row in result.rows] == ["stretchy"] * 2
    (failure,) = result.failures
    assert failure.reason.startswith("TypeError: ")


def test_a_decoder_that_gives_back_something_else_is_one_line(tmp_path: Path) -> None:
    class Cropping(Stretchy):
        def decode(self, data: bytes) -> np.ndarray:
            return super().decode(data)[:-1]

    source = save_photograph(tmp_path / "cat.png")
    result = climb([source], Cropping("cropping"), Stretchy(), targets_bpp=(0.5,))
    assert [row.codec for row in result.rows] == ["stretchy"]
    assert "decoded to uint8 of shape (95, 128, 3), expected" in result.failures[0].reason
