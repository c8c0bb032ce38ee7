"""Tiles, the header, and the thread beside."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from imgcodecs.learned.header import Header, pack_file, unpack_file
from imgcodecs.learned.overlap import map_beside
from imgcodecs.learned.tests.making import make_picture
from imgcodecs.learned.tiles import CONTENT, MARGIN, cut_tile, place_tile, plan_tiles

MODEL_ID = bytes(range(8))
HEADER = Header(height=600, width=700, level=42, model_id=MODEL_ID)
TILES = (b"\1\0\0\0" * 3, b"\2\0\0\0" * 200, b"\3\0\0\0", b"")
DATA = pack_file(HEADER, TILES)


@pytest.mark.parametrize("size", [(1, 1), (504, 504), (505, 504), (1100, 700), (3, 1513)])
def test_tiles_cover_a_picture_once(size: tuple[int, int]) -> None:
    picture = make_picture(*size)
    again = np.zeros_like(picture)
    for tile in plan_tiles(*size):
        padded = cut_tile(picture, tile)
        assert padded.shape[:2] == tile.padded
        assert all(side % 64 == 0 and side <= 512 for side in tile.padded)
        place_tile(again, tile, padded)
    assert np.array_equal(again, picture)


def test_a_full_tile_is_512_pixels_with_its_neighbours_around() -> None:
    picture = make_picture(1100, 1600)
    tile = plan_tiles(1100, 1600)[5]
    assert (tile.top, tile.left, tile.padded) == (CONTENT, CONTENT, (512, 512))
    around = slice(CONTENT - MARGIN, CONTENT - MARGIN + 512)
    assert np.array_equal(cut_tile(picture, tile), picture[around, around])


def test_outside_the_picture_its_edge_goes_on() -> None:
    picture = make_picture(10, 20)
    padded = cut_tile(picture, plan_tiles(10, 20)[0])
    assert padded.shape == (64, 64, 3)
    assert (padded[:MARGIN, MARGIN : MARGIN + 20] == picture[0]).all()
    assert (padded[MARGIN + 10 :, MARGIN + 20 :] == picture[-1, -1]).all()


def test_the_header_is_pinned() -> None:
    head = b"\x8fPSO\x01\x58\x02\xbc\x02\x2a" + MODEL_ID + b"\x03\xc8\x01\x01\x00"
    assert DATA.startswith(head)
    assert DATA[len(head) + 4 :] == b"".join(TILES)
    assert unpack_file(DATA) == (HEADER, TILES)


def test_every_wrong_bit_of_the_head_is_noticed() -> None:
    for place in range(len(DATA) - sum(map(len, TILES))):
        for bit in range(8):
            wrong = bytearray(DATA)
            wrong[place] ^= 1 << bit
            with pytest.raises(ValueError):
                unpack_file(bytes(wrong))


def test_every_cut_and_every_addition_is_noticed() -> None:
    for end in range(1, len(DATA)):
        with pytest.raises(ValueError, match="cut short"):
            unpack_file(DATA[:end])
    with pytest.raises(ValueError, match="longer than its header says"):
        unpack_file(DATA + b"x")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"RIFF" + bytes(60), bytes(100)])
def test_foreign_files_are_named(data: bytes) -> None:
    with pytest.raises(ValueError, match="^not a PICO-style file$"):
        unpack_file(data)


def test_a_future_version_is_named() -> None:
    with pytest.raises(ValueError, match="a file of version 2; this program reads 1"):
        unpack_file(DATA[:4] + b"\x02" + DATA[5:])


@pytest.mark.parametrize(
    ("height", "width", "level", "reason"),
    [
        (0, 5, 0, "5x0 pixels: a side must be from 1 to 65535"),
        (5, 65536, 0, "65536x5 pixels: a side"),
        (9000, 9000, 0, "more than 64 megapixels"),
        (5, 5, 101, "level must be from 0 to 100, got 101"),
    ],
)
def test_it_refuses_what_a_file_cannot_be_of(
    height: int, width: int, level: int, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        Header(height, width, level, MODEL_ID)


def test_work_beside_keeps_its_order_and_takes_place_meanwhile() -> None:
    # Work on an item and the making of the next one wait for each other: neither could end first.
    meeting = threading.Barrier(2, timeout=60)

    def make() -> Iterator[int]:
        yield 0
        for number in range(1, 6):
            meeting.wait()
            yield number

    def work(number: int) -> tuple[int, bool]:
        if number < 5:
            meeting.wait()
        return number, threading.current_thread() is threading.main_thread()

    assert list(map_beside(work, make())) == [(number, False) for number in range(6)]


def test_work_beside_does_not_run_ahead_of_its_reader() -> None:
    made: list[int] = []

    def make() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    for threads in (1, 3):
        made.clear()
        results = map_beside(lambda number: number, make(), threads=threads)
        assert next(results) == 0
        assert len(made) == threads + 1
        assert list(results) == list(range(1, 10))


def test_an_error_beside_is_raised_at_its_place() -> None:
    def work(number: int) -> float:
        return 1 / (3 - number)

    results = map_beside(work, range(10))
    assert [next(results) for _ in range(3)] == [1 / 3, 1 / 2, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
