from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imgcodecs.learned.training.crops import CropSampler
from imgcodecs.learned.training.drawn_text import draw_text_pictures
from imgcodecs.learned.training.held_out import HELD_OUT, split_paths
from imgcodecs.learned.training.pictures import Picture, list_images, load_pictures
from imgcodecs.learned.training.tests.runs import make_picture
from imgcodecs.learned.training.text_masks import mark_text

DEMO = Path(__file__).resolve().parents[5] / "fixtures" / "demo.toml"


def save(folder: Path, name: str, *, side: int = 80, mode: str = "RGB") -> Path:
    Image.new(mode, (side, side), 128).save(folder / name)
    return folder / name


def test_twelve_are_held_out_and_known_by_name(tmp_path: Path) -> None:
    assert len(set(HELD_OUT)) == 12
    names = ("b.png", HELD_OUT[0], "astronaut.png", "a.png")  # the third is in the demo study
    seen, held_out = split_paths(tmp_path / name for name in names)
    assert [path.name for path in seen] == ["a.png", "b.png"]
    assert [path.name for path in held_out] == [HELD_OUT[0]]


def test_no_photograph_of_the_demo_is_trained_on() -> None:
    plan = tomllib.loads(DEMO.read_text())
    assert not split_paths(Path(picture["file"]) for picture in plan["pictures"])[0]


def test_it_halves_lossy_pictures_and_leaves_out_what_cannot_be_used(tmp_path: Path) -> None:
    save(tmp_path, "a.png"), save(tmp_path, "b.jpg", side=161), save(tmp_path, "c.jpg")
    save(tmp_path, "d.png", mode="RGBA")
    (tmp_path / "notes.txt").write_text("not a picture")
    lines: list[str] = []
    pictures = load_pictures(list_images([tmp_path]), least_side=64, say=lines.append)
    assert {p.name: p.pixels.shape for p in pictures} == {
        "a.png": (80, 80, 3),
        "b.jpg": (80, 80, 3),
    }
    assert "left out: c.jpg is smaller than 64 pixels" in lines
    assert any("d.png" in line for line in lines)


def test_it_refuses_folders_without_pictures(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no images in"):
        list_images([tmp_path])
    with pytest.raises(ValueError, match="is not a folder"):
        list_images([tmp_path / "nowhere"])


def test_crops_come_with_their_masks_and_go_on_where_they_were() -> None:
    pixels = np.zeros((80, 100, 3), np.uint8)
    pixels[:40] = 255
    text = (pixels[..., 0] // 255).astype(np.uint8)
    sampler = CropSampler([Picture("a", pixels, text)], crop=64, seed=1)
    x, mask = sampler.draw(3)
    assert x.shape == (3, 3, 64, 64) and mask.shape == (3, 1, 64, 64)
    assert (x[:, :1] == mask).all() and 0 < mask.mean() < 1
    state = sampler.state()
    first = sampler.draw(2)[0]
    sampler.restore(state)
    assert (sampler.draw(2)[0] == first).all()


def test_it_refuses_crops_larger_than_every_picture() -> None:
    with pytest.raises(ValueError, match="no picture has sides of 128 pixels"):
        CropSampler([make_picture(side=96)], crop=128, seed=1)


def test_words_are_drawn_and_found_again(tmp_path: Path) -> None:
    photograph = Picture("grey", np.full((600, 700, 3), 120, np.uint8))
    drawn = draw_text_pictures([photograph], count=2, seed=3)
    assert [picture.name for picture in drawn] == ["text-0", "text-1"]
    again = draw_text_pictures([photograph], count=2, seed=3)
    assert (drawn[1].pixels == again[1].pixels).all()
    lines: list[str] = []
    marked = mark_text(drawn, tmp_path / "masks", say=lines.append)
    assert all(0.02 < picture.text.mean() < 0.9 for picture in marked if picture.text is not None)
    assert lines == [f"looking for text in text-{number}, {number + 1} of 2" for number in (0, 1)]
    mark_text(drawn, tmp_path / "masks", say=lines.append)
    assert len(lines) == 2  # the second time from the folder


def test_without_a_large_photograph_no_words_are_drawn() -> None:
    assert draw_text_pictures([make_picture()], count=2, seed=1) == []
