from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from imgcodecs.collecting import archive
from imgcodecs.collecting.archive import unpack
from imgcodecs.collecting.problems import CollectError


def pack(path: Path, entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return path


def test_it_unpacks_pictures_and_tables_alone(tmp_path: Path) -> None:
    names = ["a/b.png", "./c//d.PNG", "t.json", "run.sh", "__MACOSX/a/._b.png", ".hidden.png", "e/"]
    path = pack(tmp_path / "in.zip", dict.fromkeys(names, b"x"))
    assert unpack(path, tmp_path / "out") == {"a/b.png", "c/d.PNG", "t.json"}
    files = {p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.rglob("out/**/*.*")}
    assert files == {"a/b.png", "c/d.PNG", "t.json"}


@pytest.mark.parametrize(
    "name", ["../x.png", "a/../../x.png", "/etc/x.png", "C:/x.png", "a\\..\\x.png", "a\nb.png"]
)
def test_no_entry_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "in.zip", {"good.png": b"x", name: b"x"})
    with pytest.raises(CollectError, match="leads out of the folder or cannot be a file's name"):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "x.png").exists()


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        packed.writestr(link, "/etc/passwd")
    with pytest.raises(CollectError, match="'a.png' is a symbolic link"):
        unpack(tmp_path / "in.zip", tmp_path / "out")


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = pack(tmp_path / "bomb.zip", {"a.png": bytes(30_000_000)})
    with pytest.raises(CollectError, match="'a.png' unpacks from [0-9]+ to 30000000 bytes"):
        unpack(bomb, tmp_path / "out")
    many = pack(tmp_path / "many.zip", {f"{n}.png": b"12345" for n in range(30)})
    for bound, message in (
        ("MOST_ENTRIES", "many.zip: has 30 entries, expected 9 at most"),
        ("MOST_FILE_BYTES", "'0.png' has 5 bytes, expected 4 at most"),
        ("MOST_BYTES", "unpacks to 150 bytes, expected 99 at most"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(archive, bound, int(message.split(" at most")[0].split()[-1]))
            with pytest.raises(CollectError, match=message):
                unpack(many, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_entry_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "in.zip", {"a.png": b"0123456789" * 9}, method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    size = (90).to_bytes(4, "little")
    for at in range(len(data) - 4):
        if data[at : at + 4] == size:
            data[at : at + 4] = (80).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(CollectError, match="'a.png' (cannot be unpacked|is longer)"):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_a_broken_archive_is_refused(cut: int, tmp_path: Path) -> None:
    path = pack(tmp_path / "in.zip", {"a.png": b"abc" * 50})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(CollectError, match="in.zip: not a zip file that can be read"):
        unpack(path, tmp_path / "out")


def test_twins_and_lack_of_room_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = pack(tmp_path / "in.zip", {"a.png": b"1", "A.png": b"2"})
    with pytest.raises(CollectError, match="'a.png' is in it twice"):
        unpack(twins, tmp_path / "out")
    single = pack(tmp_path / "one.zip", {"a.png": b"1"})
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda _: type("", (), {"free": 0}))
    with pytest.raises(CollectError, match="has room for 0"):
        unpack(single, tmp_path / "out")
