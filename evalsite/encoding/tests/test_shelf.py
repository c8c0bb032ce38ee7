"""A folder on the server: what lies below the setting, and never anything outside of it."""

from __future__ import annotations

import pytest

from evalsite.encoding.shelf import list_folders
from evalsite.encoding.tests.samples import address, draw_file
from evalsite.testing import make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(tmp_path, settings):
    """Two folders of photographs below the setting, links out of it, and a secret beside it."""
    root, outside = tmp_path / "shelf", tmp_path / "outside"
    for folder in (root / "trip" / "day2", root / ".hidden", root / "words", outside):
        folder.mkdir(parents=True)
    for number, folder in enumerate((root, root / "trip" / "day2", root / ".hidden", outside)):
        (folder / f"photo{number}.png").write_bytes(draw_file(number))
    (root / "words" / "list.txt").write_text("a")
    (root / "away").symlink_to(outside)
    (root / "secret.png").symlink_to(outside / "photo3.png")
    settings.PHOTOGRAPHS_ROOT = root
    return root


@pytest.fixture
def study(client):
    study = make_study()
    client.force_login(study.owner)
    return study


def take(client, study, folder, *files):
    form = {"folder": folder, "file": files}
    return client.post(address("take", study), form, follow=True).content.decode()


def test_folders_with_images_are_offered_and_links_are_not_followed(shelf) -> None:
    assert list(list_folders()) == [".", "trip/day2"]


def test_a_folder_shows_its_files_and_the_marked_ones_are_taken(client, study, shelf) -> None:
    (shelf / "trip" / "day2" / "letter.png").write_text("Dear reader")
    page = client.get(address("add", study), {"folder": "trip/day2"}).content.decode()
    assert 'value="photo1.png" checked' in page and "secret" not in page
    said = take(client, study, "trip/day2", "photo1.png", "letter.png")
    assert "1 photograph kept." in said and "letter.png: not an image" in said
    assert study.photographs.get().path.read_bytes() == draw_file(1)


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("..", "photo3.png"),
        ("trip/../../outside", "photo3.png"),
        ("away", "photo3.png"),
        ("/etc", "passwd"),
        (".hidden", "photo2.png"),
        (".", "secret.png"),
        (".", "../outside/photo3.png"),
        (".", "photo0.png\x00"),
        ("\x00", "photo0.png"),
    ],
)
def test_nothing_outside_is_taken(client, study, shelf, folder, file) -> None:
    assert "no such folder or file" in take(client, study, folder, file)
    page = client.get(address("add", study), {"folder": folder})
    assert page.status_code == 200 and b"photo3" not in page.content
    assert not study.photographs.exists()


def test_without_the_setting_the_page_says_which_one_it_is(client, study, settings) -> None:
    settings.PHOTOGRAPHS_ROOT = None
    page = client.get(address("add", study)).content.decode()
    assert "EVALSITE_PHOTOGRAPHS" in page and 'name="folder"' not in page
    assert "no such folder or file" in take(client, study, ".", "photo0.png")
