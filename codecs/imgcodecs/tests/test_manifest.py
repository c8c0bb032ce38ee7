from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imgcodecs.errors import ManifestError
from imgcodecs.manifest import (
    ManifestRow,
    check_images,
    load_manifest,
    read_manifest,
    write_manifest,
)
from imgcodecs.manifest_columns import COLUMNS
from imgcodecs.tests.pictures import save_photograph

HEAD = "source,reference,codec,decoded,bpp\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ref.png", "dec.png", "dec2.png"):
        save_photograph(tmp_path / name, height=20, width=40)
    save_photograph(tmp_path / "tall.png", height=21, width=40)
    return tmp_path


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def find_problems(folder: Path, text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(ManifestError) as got:
        read_manifest(write(folder, text))
    assert str(got.value) == "\n".join(got.value.problems)
    return got.value.problems


def test_the_smallest_manifest(folder: Path) -> None:
    (row,) = load_manifest(write(folder, HEAD + "cat,ref.png,pico,dec.png,0.25\n"))
    assert (row.source, row.codec, row.bpp, row.bytes) == ("cat", "pico", 0.25, None)
    assert (row.reference, row.decoded) == (folder / "ref.png", folder / "dec.png")
    assert (row.where, row.category, row.psnr_db) == ("manifest.csv:2", "", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_bom_blank_lines_and_spaces_do_not_matter(
    encoding: str, newline: str, folder: Path
) -> None:
    text = f"{HEAD}\n  Kätzchen , ref.png,pico, dec.png ,0.25\n\n".replace("\n", newline)
    (row,) = read_manifest(write(folder, text.encode(encoding)))
    assert (row.source, row.decoded.name) == ("Kätzchen", "dec.png")


def test_bytes_give_the_rate(folder: Path) -> None:
    text = "source,reference,codec,decoded,bytes,category\ncat,ref.png,pico,dec.png,50,text\n"
    (row,) = read_manifest(write(folder, text))
    assert (row.bpp, row.bytes, row.category) == (0.5, 50, "text")


def test_absolute_paths_are_allowed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    text = f"{HEAD}cat,{folder}/ref.png,pico,{folder}/dec.png,0.25\n"
    assert read_manifest(write(elsewhere, text))[0].decoded == folder / "dec.png"


def test_columns_are_checked_by_name(folder: Path) -> None:
    problems = find_problems(folder, "source,codec,codec,bitrate\n")
    assert problems[0].startswith("manifest.csv:1: unknown column 'bitrate'; known columns are")
    assert problems[1:] == (
        "manifest.csv:1: column 'codec' appears twice",
        "manifest.csv:1: column 'reference' is missing",
        "manifest.csv:1: column 'decoded' is missing",
        "manifest.csv:1: one of the columns 'bytes' and 'bpp' is missing",
    )


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("bpp", "fast", "bpp must be a number, got 'fast'"),
        ("bpp", "0", "bpp must be a number above 0, got '0'"),
        ("bpp", "-1", "bpp must be a number above 0, got '-1'"),
        ("bpp", "nan", "bpp must be a number above 0, got 'nan'"),
        ("bpp", "inf", "bpp must be a number above 0, got 'inf'"),
        ("bpp", "", "one of bytes and bpp must be given"),
        ("bytes", "12.5", "bytes must be a whole number above 0, got '12.5'"),
        ("bytes", "50", "bpp is 0.25, but 50 bytes over 40x20 pixels are 0.5"),
        ("width", "41", "width is 41, but the reference has 40 pixels"),
        ("encode_s", "-0.1", "encode_s must be a number of seconds, 0 or more, got '-0.1'"),
        ("psnr_db", "nan", "psnr_db must be a number, got 'nan'"),
        ("source", "", "source is empty"),
        ("source", "x" * 201, "source must be at most 200 characters, got 201"),
        ("source", "a\tb", "source must be plain text on one line, got 'a\\tb'"),
        ("codec", "x" * 61, "codec must be at most 60 characters, got 61"),
        ("codec", "av 1", "codec must be of letters, digits, '-', '_' and '.', got 'av 1'"),
        ("codec", "kätzchen", "codec must be of letters, digits, '-', '_' and '.', got 'kä"),
        ("codec", "av1@0.5", "codec must be of letters, digits, '-', '_' and '.', got 'av1@"),
        ("source", "=1+1", "source must not begin with '=', a formula to a spreadsheet"),
        ("codec", "-x", "codec must not begin with '-', a formula to a spreadsheet"),
        ("category", "@town", "category must not begin with '@', a formula to a spreadsheet"),
        ("codec", "original", "codec must not be one of ('original', 'trap')"),
        ("codec", "Trap", "codec must not be one of ('original', 'trap')"),
        ("version", "x" * 201, "version must be at most 200 characters, got 201"),
        ("parameters", "x" * 501, "parameters must be at most 500 characters, got 501"),
        ("category", "x" * 51, "category must be at most 50 characters, got 51"),
        ("decoded", "gone.png", "decoded names a file that does not exist: 'gone.png'"),
        ("decoded", "é" * 300, "decoded names a file that cannot be reached (File name too long)"),
        ("bitstream", "gone.jpg", "bitstream names a file that does not exist: 'gone.jpg'"),
        ("reference", "manifest.csv", "reference "),
    ],
)
def test_a_bad_cell_is_named_with_its_line(
    column: str, text: str, expected: str, folder: Path
) -> None:
    row = {"source": "cat", "reference": "ref.png", "codec": "p", "decoded": "dec.png"}
    row |= {"bpp": "0.25", column: text}
    written = io.StringIO()
    writer = csv.DictWriter(written, row)
    writer.writeheader()
    writer.writerow({**row, column: {"bpp": "0.3"}.get(column, ""), "source": "dog"} | GOOD[column])
    writer.writerow(row)
    (problem,) = find_problems(folder, written.getvalue())
    assert problem.startswith(f"manifest.csv:3: {expected}")


GOOD = {column: {} for column in COLUMNS} | {
    "source": {"source": "dog"},
    "codec": {"codec": "p"},
    "decoded": {"decoded": "dec.png"},
    "reference": {"reference": "ref.png"},
}


def test_every_problem_of_every_line_is_told(folder: Path) -> None:
    rows = "cat,ref.png,pico,dec.png,0\ncat,gone.png,pico,,x\ncat,ref.png\n"
    problems = find_problems(folder, HEAD + rows)
    assert [problem.split(": ")[0] for problem in problems] == [
        "manifest.csv:4",
        "manifest.csv:2",
        "manifest.csv:3",
        "manifest.csv:3",
        "manifest.csv:3",
    ]
    assert problems[0] == "manifest.csv:4: 2 cells, expected 5 as in line 1"


def test_rows_that_contradict_each_other_are_refused(folder: Path) -> None:
    same = "cat,ref.png,pico,dec.png,0.25\ncat,ref.png,pico,dec2.png,0.25\n"
    assert find_problems(folder, HEAD + same) == (
        "manifest.csv:3: source 'cat', codec 'pico' at 0.25 bpp is given twice",
    )
    assert find_problems(folder, HEAD + same.replace("dec2.png,0.25", "dec2.png,0.2500001")) == (
        "manifest.csv:3: source 'cat', codec 'pico' at 0.25 bpp is given twice",
    )
    targets = "cat,ref.png,pico,dec.png,0.25,0.3\ncat,ref.png,pico,dec2.png,0.26,0.30000001\n"
    assert find_problems(folder, HEAD[:-1] + ",target_bpp\n" + targets) == (
        "manifest.csv:3: source 'cat', codec 'pico' at 0.3 bpp is given twice",
    )
    other = "cat,ref.png,pico,dec.png,0.25\ncat,dec2.png,vvc,dec2.png,0.25\n"
    assert find_problems(folder, HEAD + other) == (
        "manifest.csv:3: reference of source 'cat' differs from the one given before",
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "manifest.csv:1: no header"),
        (HEAD.encode(), "manifest.csv: it has no rows"),
        (HEAD.encode() + b"\xff\xfe", "manifest.csv:2: not UTF-8 text"),
        (HEAD.encode() + b'"open', "manifest.csv:2: not a CSV file"),
    ],
)
def test_what_is_no_manifest_is_refused(content: bytes, expected: str, folder: Path) -> None:
    assert find_problems(folder, content)[0].startswith(expected)


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="none.csv: cannot be read: No such file"):
        read_manifest(tmp_path / "none.csv")


def test_images_are_opened_and_their_sizes_compared(folder: Path) -> None:
    (folder / "bad.png").write_bytes((folder / "dec.png").read_bytes()[:-40])
    rows = (
        "cat,ref.png,pico,tall.png,0.25\ncat,ref.png,vvc,bad.png,0.25\ncat,ref.png,vvc,dec.png,x\n"
    )
    path = write(folder, HEAD + rows)
    with pytest.raises(ManifestError) as got:
        load_manifest(path)
    assert got.value.problems[0] == "manifest.csv:4: bpp must be a number, got 'x'"
    assert got.value.problems[1] == (
        "manifest.csv:2: decoded image tall.png of pico is 40x21 pixels, its reference 40x20"
    )
    assert got.value.problems[2].startswith("manifest.csv:3: ")
    assert "bad.png" in got.value.problems[2]
    assert len(got.value.problems) == 3


def test_rates_that_print_differently_are_two_rows(folder: Path) -> None:
    near = "cat,ref.png,pico,dec.png,0.25\ncat,ref.png,pico,dec2.png,0.250001\n"
    assert len(read_manifest(write(folder, HEAD + near))) == 2


def test_texts_as_long_as_the_site_stores_are_read(folder: Path) -> None:
    head = "source,reference,codec,decoded,bpp,version,parameters,category\n"
    codec = "Az09._-" + "x" * 53
    cells = ["s" * 200, "ref.png", codec, "dec.png", "0.25", "v" * 200, "p" * 500, "c" * 50]
    (row,) = read_manifest(write(folder, head + ",".join(cells) + "\n"))
    assert (row.codec, len(row.source), len(row.parameters)) == (codec, 200, 500)
    assert (len(row.version), len(row.category)) == (200, 50)


def test_pictures_too_small_to_judge_are_refused(folder: Path) -> None:
    for name, height, width in (("a.png", 7, 40), ("b.png", 8, 8), ("c.png", 40, 7)):
        save_photograph(folder / name, height=height, width=width)
    text = "a,a.png,pico,a.png,0.25\nb,b.png,pico,b.png,0.25\nc,c.png,pico,c.png,0.25\n"
    rows = read_manifest(write(folder, HEAD + text))
    with pytest.raises(ManifestError) as got:
        check_images(rows)
    assert got.value.problems == (
        f"manifest.csv:2: {folder}/a.png: it is 40x7 pixels, expected at least 8 a side",
        f"manifest.csv:4: {folder}/c.png: it is 7x40 pixels, expected at least 8 a side",
    )


def make_row(folder: Path, **values: object) -> ManifestRow:
    fixed = {"source": "cat", "reference": folder / "ref.png", "codec": "pico"}
    return ManifestRow(**{**fixed, "decoded": folder / "dec.png", "bpp": 0.25, **values})


def test_writing_and_reading_give_the_same_rows(folder: Path) -> None:
    full = make_row(folder, bytes=25, width=40, height=20, target_bpp=0.3, psnr_db=float("inf"))
    rows = (full, make_row(folder, codec="vvc", version='1, "2"', category="text"))
    path = folder / "deep" / "manifest.csv"
    write_manifest(path, rows)
    assert "../ref.png" in path.read_text()
    assert load_manifest(path) == rows
    check_images(rows)
    write_manifest(path, rows[:1])
    assert path.read_text().splitlines()[0] == ",".join(COLUMNS[:-1])


CELLS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["ref.png", "dec.png", "0.25", "1e999", "-3", "NaN", "x" * 300, "\0", '"', "a\nb", "²"]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=200,
)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=6), max_size=4))
def test_any_table_is_read_or_refused_with_line_numbers(
    folder: Path, table: list[list[str]]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(table)
    check_any(folder, (HEAD + written.getvalue()).encode("utf-8", "surrogatepass"))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=200,
)
@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_are_read_or_refused_with_line_numbers(
    folder: Path, data: bytes, headed: bool
) -> None:
    check_any(folder, HEAD.encode() + data if headed else data)


def check_any(folder: Path, data: bytes) -> None:
    try:
        rows = read_manifest(write(folder, data))
    except ManifestError as error:
        assert error.problems
        assert all(problem.startswith("manifest.csv") for problem in error.problems)
    else:
        assert all(row.bpp > 0 and row.decoded.is_file() for row in rows)
