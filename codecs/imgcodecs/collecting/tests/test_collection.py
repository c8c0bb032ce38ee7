from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.cli.main import run
from imgcodecs.collecting.collection import Collection, collect
from imgcodecs.collecting.problems import CollectError
from imgcodecs.manifest import load_manifest

Capture = pytest.CaptureFixture[str]


def draw(folder: Path, *names: str, width: int = 20, height: int = 10) -> Path:
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Pillow.fromarray(np.full((height, width, 3), number, np.uint8)).save(path)
    return folder


def describe(collection: Collection) -> set[tuple[str, str, float]]:
    assert load_manifest(collection.manifest) == collection.rows
    return {(row.source, row.codec, row.bpp) for row in collection.rows}


def reasons(collection: Collection) -> dict[str, str]:
    return {failure.name: failure.reason for failure in collection.failures}


def apple(folder: Path, rates: Mapping[str, Mapping[str, object]]) -> Path:
    for scene, codecs in rates.items():
        draw(folder / "assets" / "scenes" / scene, "reference.png", *(f"{c}.png" for c in codecs))
        draw(
            folder / "assets" / "scenes" / scene, "thumb.png", "target_2xds.png", width=8, height=8
        )
    (folder / "assets" / "bpp_data.json").write_text(json.dumps(rates))
    return folder


def test_scenes_with_a_table_as_apple_has_them(tmp_path: Path) -> None:
    rates = {"kodim15": {"pico": "0.268", "vvc": "0.267"}, "paul-46101": {"pico": "0.397"}}
    folder = apple(tmp_path / "ml-pico", rates)
    (folder / "assets" / "scenes" / "paul-46101" / "vvc.png").unlink(missing_ok=True)
    got = collect(folder, out=tmp_path / "out")
    assert describe(got) == {
        ("kodim15", "pico", 0.268),
        ("kodim15", "vvc", 0.267),
        ("paul-46101", "pico", 0.397),
    }
    assert got.failures == ()


def test_one_scene_takes_its_rates_from_the_table_beside_it(tmp_path: Path) -> None:
    draw(tmp_path / "all", "a/reference.png", "a/pico.png", "a/vvc.png", "b/reference.png")
    rates = {"a": {"pico": "0.2", "vvc": "0.3"}, "b": {"vvc": "0.4"}}
    (tmp_path / "all" / "bpp_data.json").write_text(json.dumps(rates))
    collection = collect(tmp_path / "all" / "a", out=tmp_path / "out")
    assert [(row.source, row.codec, row.bpp) for row in collection.rows] == [
        ("a", "pico", 0.2),
        ("a", "vvc", 0.3),
    ]
    assert collection.unused == ()


def test_rates_without_images_are_told_and_are_no_failure(tmp_path: Path, capsys: Capture) -> None:
    folder = apple(tmp_path / "in", {"a": {"pico": "0.2", "vvc": "0.3"}})
    (folder / "assets" / "scenes" / "a" / "vvc.png").unlink()
    assert run(["collect", str(folder), "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"1 image of 1 source in {tmp_path}/out/manifest.csv; codecs: pico")
    assert "1 rate of the table without an image here, bpp_data.json: a, vvc for one" in printed


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (["a/ref.png", "a/VVC_0.43762bpp.png"], {("a", "vvc", 0.43762)}),
        (["a/orig.png", "a/vvc-0.191.png", "a/x.txt"], {("a", "vvc", 0.191)}),
        (["a/source.png", "a/Splash_rate20_0.173bpp.png"], {("a", "splash_rate20", 0.173)}),
        (["a/original.png", "a/dcvc/0.2bpp.png"], {("a", "dcvc", 0.2)}),
        (["s/a_original.png", "s/a_bpg_0.5bpp.png"], {("a", "bpg", 0.5)}),
        (["a.png", "a_bpg_0.5bpp.png", "a_bpg_1bpp.png"], {("a", "bpg", 0.5), ("a", "bpg", 1)}),
        (
            ["originals/a.png", "bpg/a_0.5bpp.png", "vtm/a_1bpp.png"],
            {("a", "bpg", 0.5), ("a", "vtm", 1)},
        ),
        (["originals/a-1.png", "originals/a-12.png", "bpg/0.25/a-12.png"], {("a-12", "bpg", 0.25)}),
    ],
)
def test_names_say_source_codec_and_rate(
    files: list[str], rows: set[tuple[str, str, float]], tmp_path: Path
) -> None:
    draw(tmp_path / "in", *(name for name in files if name.endswith(".png")))
    got = collect(tmp_path / "in", out=tmp_path / "out")
    assert describe(got) == rows
    assert got.failures == ()


def test_originals_can_have_another_name_or_place(tmp_path: Path) -> None:
    draw(tmp_path / "in", "a/Target.png", "a/vvc_0.2bpp.png")
    assert describe(collect(tmp_path / "in", out=tmp_path / "1", original="Target.png"))
    draw(tmp_path / "zip", *(f"pico/{r}bpp/{s}.png" for r in ("0.15", "0.30") for s in "ab"))
    draw(tmp_path / "clic", "a.png", "b.png", "c.png")
    got = collect(tmp_path / "zip", out=tmp_path / "2", originals=tmp_path / "clic")
    assert describe(got) == {(s, "pico", r) for s in "ab" for r in (0.15, 0.3)}
    assert {row.target_bpp for row in got.rows} == {0.15, 0.3}
    assert got.lonely == ("c",)


def test_tables_name_files_bytes_and_versions(tmp_path: Path) -> None:
    draw(tmp_path / "in", "a/original.png", "a/one.png", "a/two.png", "odd name.png")
    table = tmp_path / "rates.csv"
    table.write_text(
        "scene,codec,file,bytes,bpp,version,category\n"
        "a,pico,a/one.png,50,2,1.1,people\n"
        "a,PICO,odd name.png,25,,1.1,people\n"
        "a,two,,,0.5,,people\n"
        "a,three,a/three.png,,0.5,,people\n"
    )
    got = collect(tmp_path / "in", rates=table, out=tmp_path / "out")
    assert describe(got) == {("a", "pico", 2), ("a", "pico", 1), ("a", "two", 0.5)}
    by_file = {row.decoded.name: row for row in got.rows}
    assert (by_file["one.png"].version, by_file["one.png"].bytes) == ("1.1", 50)
    assert by_file["one.png"].target_bpp == 2
    assert reasons(got) == {"a/three.png": "rates.csv:5 names it, but it is not in the collection"}


def test_json_tables_can_be_rows(tmp_path: Path) -> None:
    draw(tmp_path / "in", "a/original.png", "a/pico.png")
    table = tmp_path / "rates.json"
    table.write_text(json.dumps([{"image": "a", "codec": "pico", "bytes": 25, "target_bpp": 0.9}]))
    got = collect(tmp_path / "in", rates=table, out=tmp_path / "out")
    assert [(row.bpp, row.target_bpp) for row in got.rows] == [(1.0, 0.9)]


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: Capture) -> None:
    folder = draw(tmp_path / "in", "a/reference.png", "a/good_0.2bpp.png", "a/unrated.png")
    draw(folder, "a/tall_0.2bpp.png", height=11)
    draw(folder, "b/alone_0.2bpp.png", "a/DCVC_RT_287089bpp.png", "a/0.5/two_0.6bpp.png")
    draw(folder, "a/0.2bpp.png", "a/orig&inal_0.3bpp.png", "c/reference.png", "c/x_1bpp.png")
    draw(folder, "c/reference.png", width=7, height=7)
    whole = (folder / "a" / "good_0.2bpp.png").read_bytes()
    (folder / "a" / "cut_0.2bpp.png").write_bytes(whole[:-30])
    assert run(["collect", str(folder), "--out", str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("1 image of 1 source")
    reasons = dict(re.findall(r"^failed: (.*?): (.*)$", captured.err, re.MULTILINE))
    assert reasons.pop("a/cut_0.2bpp.png").startswith("cannot be read: ")
    assert reasons == {
        "a/0.2bpp.png": "no codec in its name, expected one like vvc_0.25bpp",
        "a/0.5/two_0.6bpp.png": "its names say two rates, 0.5 and 0.6 bpp",
        "a/DCVC_RT_287089bpp.png": "287089 bpp (name of a/DCVC_RT_287089bpp.png) is no rate of a "
        "picture, expected above 0, at most 48",
        "a/orig&inal_0.3bpp.png": "'orig&inal' cannot be a codec's name, expected letters, digits, "
        "'-_.'",
        "a/tall_0.2bpp.png": "is 20x11 pixels, its original reference.png 20x10",
        "a/unrated.png": "no rate is known; expected a name like unrated_0.25bpp, or a row of a "
        "table (--rates TABLE)",
        "b/alone_0.2bpp.png": "no original belongs to it, expected one beside it or by its name",
        "c/x_1bpp.png": "its original cannot be used: is 7x7 pixels, expected at least 8 a side",
    }


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        (
            ["a/ref.png", "a/original.png", "a/x_1bpp.png"],
            ["source 'a' has two originals: .*ref.png"],
        ),
        (["a/ref.png", "b/a/ref.png", "a/x_1bpp.png"], ["source 'a' has two originals: "]),
        (["a/ref.png", "a/x_1bpp.png", "a/X-1.0.png"], ["a/X-1.0.png and a/x_1bpp.png: both"]),
        (
            ["a/x_1bpp.png", "b/y_1bpp.png"],
            ["a/x_1bpp.png: no original", "b/y_1bpp.png: no original"],
        ),
        (["a/ref.png"], [".*in: holds no decoded images beside originals"]),
    ],
)
def test_what_is_ambiguous_is_refused(
    files: list[str], problems: list[str], tmp_path: Path
) -> None:
    draw(tmp_path / "in", *files)
    with pytest.raises(
        CollectError, match="(?m)" + "\n".join(f"^{problem}.*$" for problem in problems)
    ):
        collect(tmp_path / "in", out=tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.csv").exists()


def test_name_and_table_must_agree(tmp_path: Path) -> None:
    draw(tmp_path / "in", "a/ref.png", "a/x_0.2004bpp.png", "a/y_0.3bpp.png", "a/z.png", "a/w.png")
    rates = {"a": {"x": 0.2, "y": 0.2, "z": {"bpp": 1, "bytes": 24}, "w": {"bpp": 1, "bytes": 25}}}
    (tmp_path / "in" / "bpp_data.json").write_text(json.dumps(rates))
    got = collect(tmp_path / "in", out=tmp_path / "out")
    assert describe(got) == {("a", "x", 0.2), ("a", "w", 1)}
    assert reasons(got) == {
        "a/y_0.3bpp.png": "its name says 0.3 bpp, bpp_data.json: a, y 0.2 bpp",
        "a/z.png": "bpp_data.json: a, z says 1 bpp and 24 bytes, which are 0.96",
    }


def test_rate_points_are_shared_by_the_sources(tmp_path: Path) -> None:
    names = ["0.1", "0.4", "0.9"], ["0.2", "0.4", "1.6"], ["0.41", "1.1"]
    for source, rates in zip("abc", names, strict=True):
        draw(tmp_path / "in" / source, "ref.png", *(f"x_{rate}bpp.png" for rate in rates))
        draw(tmp_path / "in" / source, "y_0.7bpp.png")
    got = collect(tmp_path / "in", out=tmp_path / "out")
    points = {(r.source, r.bpp): r.target_bpp for r in got.rows if r.codec == "x"}
    assert points == {
        ("a", 0.1): 0.141,
        ("b", 0.2): 0.141,
        ("a", 0.4): 0.4,
        ("b", 0.4): 0.4,
        ("c", 0.41): 0.4,
        ("a", 0.9): 1.2,
        ("b", 1.6): 1.2,
        ("c", 1.1): 1.2,
    }
    assert {row.target_bpp for row in got.rows if row.codec == "y"} == {None}


def test_rate_points_that_are_not_clear_are_refused(tmp_path: Path) -> None:
    for source, rates in (("a", ("0.1", "0.5", "1.0")), ("b", ("0.9", "1.1"))):
        draw(tmp_path / "in" / source, "ref.png", *(f"x_{rate}bpp.png" for rate in rates))
    with pytest.raises(CollectError, match="^codec 'x': source 'b' has 2 of its 3 rates, and"):
        collect(tmp_path / "in", out=tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("r.csv", "scene,codec\na,b\n", "r.csv:2: one of bytes and bpp must be given"),
        ("r.csv", "scene,codec,bpp\na,b,fast\n", "r.csv:2: bpp must be a number, got 'fast'"),
        ("r.csv", "scene,codec,bpp\na,b\n", "r.csv:2: 2 cells, expected 3 as in line 1"),
        ("r.csv", "scene,codec,rate\na,b,1\n", "r.csv:2: unknown column 'rate'; known columns are"),
        ("r.csv", "codec,bpp\nb,1\n", "r.csv:2: source is missing"),
        ("r.csv", "", "r.csv: has no rates"),
        ("r.json", "{", "r.json: not JSON: "),
        ("r.json", "[1]", 'r.json: expected {"source": {"codec": bpp}} or a list of rows'),
        ("r.json", '{"a": {"b": true}}', "r.json: a, b: bpp must be a text or a number, got True"),
        ("r.json", '{"a": {"b": "-1"}}', "r.json: a, b: bpp must be a number above 0, got '-1'"),
    ],
)
def test_a_wrong_table_is_refused(name: str, text: str, message: str, tmp_path: Path) -> None:
    draw(tmp_path / "in", "a/ref.png", "a/b.png")
    (tmp_path / name).write_text(text)
    with pytest.raises(CollectError) as got:
        collect(tmp_path / "in", rates=tmp_path / name, out=tmp_path / "out")
    assert str(got.value).startswith(message)


def test_a_zip_file_is_unpacked(tmp_path: Path) -> None:
    folder = apple(tmp_path / "ml-pico", {"a": {"pico": "0.268"}})
    pack(folder, tmp_path / "pico.zip")
    got = collect(tmp_path / "pico.zip", out=tmp_path / "out")
    assert describe(got) == {("a", "pico", 0.268)}
    assert got.rows[0].decoded == tmp_path / "out/files/assets/scenes/a/pico.png"


def test_what_an_earlier_zip_left_is_not_collected(tmp_path: Path) -> None:
    for name in ("a", "b"):
        folder = apple(tmp_path / name, {name: {"pico": "0.2"}})
        pack(folder, tmp_path / f"{name}.zip")
        got = collect(tmp_path / f"{name}.zip", out=tmp_path / "out")
        assert describe(got) == {(name, "pico", 0.2)}


def pack(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(folder.rglob("*")):
            packed.write(file, file.relative_to(folder))
