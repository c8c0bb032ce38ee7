from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from PIL import Image

from imgcodecs import learned
from imgcodecs.errors import CodecError
from imgcodecs.learned.gathering import unpacking
from imgcodecs.learned.gathering.catalogue import PACKAGES, PHOTOGRAPHS, Photograph
from imgcodecs.learned.gathering.unpacking import gather

CARD = Path(learned.__file__).parent / "MODEL_CARD.md"
ONE = Photograph("some-wallpapers", "usr/share/backgrounds/one.jpg", "A. Author", "CC0-1.0")


def install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for Debian's programs, with a package of one photograph."""
    picture = tmp_path / "one.jpg"
    Image.new("RGB", (64, 48), "#406080").save(picture)
    folder = tmp_path / "bin"
    folder.mkdir()
    install(folder, "apt-get", 'test "$1" = download && touch "$2_1.0_all.deb"')
    place = "usr/share/backgrounds"
    install(folder, "dpkg-deb", f"mkdir -p $3/{place} && cp {picture} $3/{place}/one.jpg")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(unpacking, "PHOTOGRAPHS", (ONE,))
    return folder


def test_it_halves_the_photographs_and_lists_their_licences(tmp_path: Path, programs: Path) -> None:
    lines: list[str] = []
    for _ in range(2):  # the second time there is nothing to do
        assert gather(tmp_path / "out", say=lines.append, packages=["some-wallpapers"]) == 1
    assert lines == ["some-wallpapers: 1 photographs"]
    assert Image.open(tmp_path / "out" / ONE.name).size == (32, 24)
    rows = list(csv.DictReader((tmp_path / "out" / "LICENCES.csv").open()))
    assert rows == [
        {
            "file": "some-wallpapers-one.png",
            "package": "some-wallpapers",
            "author": "A. Author",
            "licence": "CC0-1.0",
        }
    ]


def test_it_says_why_a_package_cannot_be_had(tmp_path: Path, programs: Path) -> None:
    install(programs, "apt-get", "echo E: Unable to locate package >&2; exit 100")
    with pytest.raises(CodecError, match="Unable to locate package"):
        gather(tmp_path / "out", say=lambda line: None, packages=["some-wallpapers"])


def test_it_needs_debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValueError, match="apt-get is not here"):
        gather(tmp_path / "out", say=lambda line: None)


def test_every_photograph_has_a_name_of_its_own_and_a_licence() -> None:
    assert len({photograph.name for photograph in PHOTOGRAPHS}) == len(PHOTOGRAPHS) == 14
    assert all(photograph.licence and photograph.author for photograph in PHOTOGRAPHS)
    assert len(PACKAGES) == 2
    assert all(photograph.licence.startswith("CC") for photograph in PHOTOGRAPHS)


def test_the_model_card_names_who_took_them() -> None:
    card = " ".join(CARD.read_text().split())
    assert not [p.author for p in PHOTOGRAPHS if p.author not in card]
