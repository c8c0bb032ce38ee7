"""``--out`` where nothing can be written: refused before the work, by the name that was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgcodecs.cli import main as codecs
from imgcodecs.files import write_whole
from imgcodecs.learned.cli import main as learned

COMMANDS = (
    "encode cat.png --codec jpeg --quality 50",
    "decode cat.jpg --codec jpeg",
    "ladder cat.png --codec jpeg",
    "collect folder",
    "compare manifest.csv",
)
OF_LEARNED = (
    "gather",
    "train tiny --images x --steps 1",
    "export run",
    "evaluate --images x",
    "ablate --images x --steps 1",
)
WRITES_A_FILE = ("encode", "decode", "export")
Capture = pytest.CaptureFixture[str]


def refuse(line: str, out: Path | str, capsys: Capture) -> str:
    """Run a command that must refuse its ``--out``, and return how it does."""
    program = codecs if line in COMMANDS else learned
    with pytest.raises(SystemExit, match="2"):
        program.run([*line.split(), "--out", str(out)])
    return capsys.readouterr().err.splitlines()[-1].partition("error: ")[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").write_text("a file")
    return tmp_path


@pytest.mark.parametrize("line", [*COMMANDS, *OF_LEARNED])
def test_a_file_where_a_folder_should_be_is_named_as_it_was_given(
    line: str, folder: Path, capsys: Capture
) -> None:
    for out, named in (("notes/x", "notes"), (folder / "notes/y/x", folder / "notes")):
        said = refuse(line, out, capsys)
        assert said == f"argument --out: {out}: {named} is a file, expected a folder"
    assert [path.name for path in folder.iterdir()] == ["notes"]


@pytest.mark.parametrize("line", [*COMMANDS, *OF_LEARNED])
def test_a_file_for_a_folder_or_the_other_way_round(
    line: str, folder: Path, capsys: Capture
) -> None:
    if line.startswith(WRITES_A_FILE):
        said, expected = refuse(line, folder, capsys), "is a folder, expected the name of a file"
        assert said == f"argument --out: {folder}: {expected}"
    else:
        said = refuse(line, "notes", capsys)
        assert said == "argument --out: notes: is a file, expected a folder"


def test_below_the_commands_too_the_error_names_the_file_that_was_asked_for(folder: Path) -> None:
    with pytest.raises(OSError, match="'notes/x'$"):
        write_whole(Path("notes/x"), b"data")
    with pytest.raises(OSError, match="'notes/y/x'$"):
        write_whole(Path("notes/y/x"), b"data")
    (folder / "there").mkdir()
    with pytest.raises(OSError, match="'there'$"):
        write_whole(Path("there"), b"data")
    assert sorted(path.name for path in folder.iterdir()) == ["notes", "there"]
