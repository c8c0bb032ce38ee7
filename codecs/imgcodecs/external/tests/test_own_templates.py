from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from imgcodecs.cli.list import list_codecs
from imgcodecs.errors import CodecError
from imgcodecs.external.tests.installing import install_program, write
from imgcodecs.harness import code_image
from imgcodecs.manifest import load_manifest
from imgcodecs.registry import describe_codecs, find_label, list_names, load_codec, parse_codec
from imgcodecs.tests.pictures import open_photograph, save_photograph

GOOD = """
name = "toy"
label = "Toy codec"
origin = "https://example.org/toy"
licence = "MIT"
suffix = "toy"
{extra}
[quality]
lowest = 0
highest = 51
step = 1
higher_is_better = false

[options.chroma]
default = "420"
choices = ["420", "444"]

[options.effort]
default = 4
lowest = 1
highest = 9

[settings.encoder]
variable = "TOY_ENCODER"
default = "toyenc"

[settings.decoder]
variable = "TOY_DECODER"
default = "toydec"

[version]
text = "1.0"

[[encode]]
argv = [
    "{{encoder}}", "-q", "{{quality}}", "-f", "{{chroma}}", "-m", "{{effort}}",
    "-o", "{{bitstream}}", "{{input}}",
]

[[decode]]
argv = ["{{decoder}}", "-o", "{{output}}", "{{bitstream}}"]
"""
TOML = GOOD.format(extra="")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IMGCODECS_CODECS", str(tmp_path / "codecs"))
    for variable, program in (("TOY_ENCODER", "bpgenc"), ("TOY_DECODER", "bpgdec")):
        monkeypatch.setenv(variable, str(install_program(tmp_path / "bin", program)))
    (tmp_path / "codecs").mkdir()
    return tmp_path / "codecs"


def test_a_template_of_ones_own_is_a_codec_everywhere(folder: Path, tmp_path: Path) -> None:
    write(folder / "toy.toml", TOML)
    assert "toy" in list_names()
    assert find_label("toy") == "Toy codec"
    (row,) = (row for row in describe_codecs() if row.name == "toy")
    assert (row.origin, row.runnable) == ("https://example.org/toy", True)
    assert row.version.startswith("1.0 (set-up ")
    codec = parse_codec("toy:chroma=444,effort=9")
    assert codec.options == {"chroma": "444", "effort": 9}
    image = open_photograph(height=24, width=31)
    assert np.array_equal(code_image(codec, image, 0).decoded, image)


def test_it_climbs_the_ladder(folder: Path, tmp_path: Path) -> None:
    write(folder / "toy.toml", TOML)
    source = save_photograph(tmp_path / "cat.png", height=40, width=40)
    argv = [sys.executable, "-m", "imgcodecs", "ladder", str(source), "--codec", "toy:effort=9"]
    subprocess.run([*argv, "--bpp", "8", "--out", str(tmp_path / "out")], check=True)
    (row,) = load_manifest(tmp_path / "out" / "manifest.csv")
    assert (row.codec, row.version.split()[0]) == ("toy", "1.0")
    assert row.parameters.startswith("chroma=420 effort=9 quality=")
    assert abs(row.bpp / 8 - 1) < 0.3


def test_the_documented_template_is_one(folder: Path) -> None:
    text = (Path(__file__).parents[4] / "docs" / "external-codecs.md").read_text()
    write(folder / "toy.toml", text.split("```toml\n")[1].split("```")[0])
    assert load_codec("toy", chroma="444", effort=9).options == {"chroma": "444", "effort": 9}


def test_it_replaces_a_shipped_template_but_no_codec_of_ours(folder: Path) -> None:
    write(folder / "bpg.toml", TOML.replace('"toy"', '"bpg"', 1))
    write(folder / "jpeg.toml", TOML.replace('"toy"', '"jpeg"', 1))
    write(folder / "twin.toml", TOML.replace('"toy"', '"bpg"', 1))
    assert find_label("bpg") == "Toy codec"
    rows = {row.name: row for row in describe_codecs()}
    assert rows["jpeg"].origin == "Pillow"
    assert rows["jpeg.toml"].reason == "jpeg.toml: name 'jpeg' is that of a codec of imgcodecs"
    assert rows["twin.toml"].reason == "twin.toml: name 'bpg' is that of another file"


def test_a_broken_template_is_a_row_that_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "toy.toml", TOML)
    write(folder / "bad.toml", TOML.replace("step = 1", 'step = "one"'))
    list_codecs(argparse.Namespace(name=None))
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    expected = "missing: bad.toml: quality.step must be a number, got 'one'"
    assert expected in lines["bad"]
    assert "1.0" in lines["toy"]
    with pytest.raises(CodecError, match="^bad: bad.toml: quality.step must be a number"):
        load_codec("bad")


def test_a_folder_that_is_none_is_a_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGCODECS_CODECS", "/nowhere")
    rows = {row.name: row for row in describe_codecs()}
    reason = rows["IMGCODECS_CODECS"].reason
    assert reason == "IMGCODECS_CODECS names '/nowhere', which is no folder"
    assert rows["jpeg"].runnable


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('label = "Toy codec"', ""), "label must be a text on one line, but it is missing"),
        (('label = "Toy codec"', "label = 5"), "label must be a text on one line, got 5"),
        (('name = "toy"', 'name = "to y"'), "name must be letters, digits, '-', '_' and '.'"),
        (('name = "toy"', 'name = "original"'), "name must be letters, digits"),
        (('suffix = "toy"', 'suffix = ".toy"'), "suffix must be letters and digits"),
        (('suffix = "toy"', 'sufix = "toy"'), "suffix must be .* but it is missing"),
        (('licence = "MIT"', 'licence = "MIT"\nlimit = 3'), "unknown key 'limit'; known here: dec"),
        (("lowest = 0", "lowest = 60"), "quality.highest must be at least lowest, 60, got 51"),
        (("step = 1", "step = 0"), "quality.step must be above 0, got 0"),
        (("higher_is_better = false", ""), "quality.higher_is_better must be true or false"),
        (('default = "420"', 'default = "422"'), "options.chroma.choices must be a list of all"),
        (('"420", "444"', '"420", "-x"'), "options.chroma.choices must be letters, digits and"),
        (("default = 4", "default = 40"), "options.effort.default must be from 1 to 9, got 40"),
        (('"TOY_ENCODER"', '"toy encoder"'), "settings.encoder.variable must be capitals"),
        (("[options.effort]", "[options.quality]"), "options.quality must be called otherwise"),
        (("[options.effort]", "[options.encoder]"), "options.encoder is the name of a setting too"),
        (('text = "1.0"', 'argv = ["{encoder}"]\npattern = "v"'), "version.pattern must be a reg"),
        (('text = "1.0"', 'argv = ["{encoder}"]\npattern = "("'), "version.pattern must be a reg"),
        (('"{encoder}", "-q"', '"{enc}", "-q"'), r"encode\[1\].argv must begin with a program"),
        (('"{quality}"', '"{qp}"'), r"encode\[1\].argv has the unknown placeholder \{qp\}; known:"),
        (('"{bitstream}", "{input}"', '"{input}"'), r"encode must mention \{bitstream\}, or"),
        (('"{output}", ', ""), r"decode must mention \{output\}, or paths.output must be given"),
        (
            ('suffix = "toy"', 'suffix = "toy"\ninput = "yuv"'),
            "input must be png, ppm, rgb, or yuv",
        ),
        (('suffix = "toy"', 'suffix = "toy"\nrange = "tv"'), "range must be one of full, limited"),
        (("[quality]", "[padding]\nleast = 0\n[quality]"), "padding.least must be a whole number"),
        (("[quality]", '[paths]\ninput = "../x"\n[quality]'), "paths.input must be a name inside"),
        (("[quality]", '[files]\n"/x" = "y"\n[quality]'), "files./x must be a name inside"),
        (("[quality]", "[quality"), "is not TOML: "),
    ],
)
def test_errors_name_file_key_and_what_was_expected(
    folder: Path, change: tuple[str, str], message: str
) -> None:
    write(folder / "toy.toml", TOML.replace(*change, 1))
    with pytest.raises(CodecError, match=f"^toy: toy.toml: {message}"):
        load_codec("toy")


def test_what_is_missing_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "toy.toml", TOML)
    monkeypatch.setenv("TOY_ENCODER", "/nowhere/enc")
    with pytest.raises(CodecError, match="TOY_ENCODER names '/nowhere/enc', which is no program"):
        _ = load_codec("toy").version
    monkeypatch.delenv("TOY_ENCODER")
    with pytest.raises(CodecError, match="toyenc not found; set TOY_ENCODER to its path") as got:
        load_codec("toy").encode(open_photograph(height=8, width=8), 3)
    assert got.value.missing
    with pytest.raises(CodecError, match="mric: no public program; import its decoded images"):
        load_codec("mric")


def test_options_take_their_values_only(folder: Path) -> None:
    write(folder / "toy.toml", TOML)
    with pytest.raises(ValueError, match="toy has no option 'speed', expected one of"):
        load_codec("toy", speed=1)
    with pytest.raises(ValueError, match="toy: chroma must be one of 420, 444, got '--help'"):
        parse_codec("toy:chroma=--help")
    with pytest.raises(ValueError, match="toy: effort must be from 1 to 9, got 12"):
        parse_codec("toy:effort=12")
    with pytest.raises(ValueError, match="quality must be from 0 to 51 in steps of 1, got 3.5"):
        load_codec("toy").encode(open_photograph(height=8, width=8), 3.5)


def test_a_change_of_command_line_or_of_a_file_is_a_new_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = TOML.replace('"-q",', '"-c", "{config}", "-q",')
    lines += '\n[settings.config]\nvariable = "TOY_CONFIG"\nkind = "file"\n'
    monkeypatch.setenv("TOY_CONFIG", str(write(folder.parent / "toy.cfg", "one")))
    write(folder / "toy.toml", lines)
    versions = {load_codec("toy").version, load_codec("toy").version}
    assert len(versions) == 1
    write(folder.parent / "toy.cfg", "second")
    versions.add(load_codec("toy").version)
    write(folder / "toy.toml", lines.replace('"-q",', '"-v", "-q",'))
    versions.add(load_codec("toy").version)
    assert len(versions) == 3
    write(folder / "toy.toml", lines.replace("Toy codec", "Toy, renamed"))
    assert load_codec("toy").version in versions


def test_values_stay_one_argument_each(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither braces nor blanks of a path are read again."""
    place = tmp_path / "a b {quality}; rm -rf"
    script = write(place / "x.py", "import sys; open(sys.argv[4], 'w').write(repr(sys.argv))")
    monkeypatch.setenv("TOY_ENCODER", sys.executable)
    monkeypatch.setenv("TOY_SCRIPT", str(script))
    words = '"{encoder}", "{script}", "{script}", "{quality}", "{chroma} {chroma}", "{bitstream}"'
    lines = TOML.replace('"{encoder}", "-q", "{quality}", "-f", "{chroma}",', f"{words},")
    lines += '\n[settings.script]\nvariable = "TOY_SCRIPT"\nkind = "file"\n'
    write(folder / "toy.toml", lines)
    text = load_codec("toy").encode(open_photograph(height=8, width=8), 7).decode()
    assert ast.literal_eval(text)[:5] == [*[str(script)] * 2, "7", "420 420", "bitstream.toy"]


def test_a_program_that_hangs_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "toy.toml", GOOD.format(extra="limit_s = 0.5"))
    monkeypatch.setenv("STANDIN", "hang")
    began_s = time.monotonic()
    with pytest.raises(CodecError, match="^toy: bpgenc took more than 0.5 s$"):
        load_codec("toy").encode(open_photograph(height=8, width=8), 3)
    assert time.monotonic() - began_s < 40  # it hangs for longer


@pytest.mark.parametrize("format", ["ppm", "rgb", "yuv420p8", "yuv444p8", "yuv444p12"])
def test_every_picture_format_comes_back(folder: Path, format: str) -> None:
    """The programs are copies: what is written must be read as it was."""
    copy = "import sys, shutil; shutil.copy(sys.argv[1], sys.argv[2])"
    write(folder.parent / "copy.py", copy)
    lines = GOOD.format(extra=f'input = "{format}"\nrange = "limited"').split("[settings.enc")[0]
    lines += f"""
[version]
text = "1"
[[encode]]
argv = ["{sys.executable}", "{folder.parent}/copy.py", "{{input}}", "{{bitstream}}"]
[[decode]]
argv = ["{sys.executable}", "{folder.parent}/copy.py", "{{bitstream}}", "{{output}}"]
"""
    write(folder / "toy.toml", lines)
    image = open_photograph("astronaut.png", height=31, width=45)
    decoded = code_image(load_codec("toy"), image, 3).decoded
    difference = np.abs(decoded.astype(int) - image)
    assert difference.mean() < {"ppm": 0.001, "rgb": 0.001, "yuv420p8": 3}.get(format, 0.8)


def test_listing_is_quick_and_loads_no_torch(expect_quick: Callable[..., float]) -> None:
    code = (
        "from imgcodecs.registry import describe_codecs; describe_codecs(); "
        "import sys; assert 'torch' not in sys.modules"
    )
    argv = [sys.executable, "-c", code]
    # 0.4 s on a quiet machine
    expect_quick(lambda: subprocess.run(argv, check=True), limit_s=3.5)
