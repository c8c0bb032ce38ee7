"""Pictures to files and back: the networks on one tile while the entropy coder does another."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from imgcodecs.learned.config import TILE_MULTIPLE
from imgcodecs.learned.engine import Engine, Latents
from imgcodecs.learned.entropy import SymbolReader, SymbolWriter
from imgcodecs.learned.header import CHECKSUM, Header, pack_file
from imgcodecs.learned.model import MOST_Z
from imgcodecs.learned.overlap import map_beside
from imgcodecs.learned.tiles import Tile, cut_tile, place_tile, plan_tiles
from imgcodecs.types import Image


def encode_image(engine: Engine, image: Image, header: Header, *, threads: int = 1) -> bytes:
    """Write a picture as a file, on so many threads and one for the entropy coder.

    Each tile's networks run on one thread, so that files do not depend on their number.
    """
    latents = analyse_tiles(engine, image, header.level, threads=threads)
    tiles = map_beside(lambda tile: pack_tile(engine, tile), latents)
    return pack_file(header, list(tiles))


def decode_image(
    engine: Engine, header: Header, payloads: tuple[bytes, ...], *, threads: int = 1
) -> Image:
    """Make the picture of a file; ValueError where it is damaged."""
    image = np.empty((header.height, header.width, 3), np.uint8)
    tiles = plan_tiles(header.height, header.width)
    latents = read_tiles(engine, header, payloads)
    pixels = map_beside(
        lambda tile: engine.synthesise(tile, header.level), latents, threads=threads
    )
    for tile, padded in zip(tiles, pixels, strict=True):
        place_tile(image, tile, padded)
    return image


def analyse_tiles(
    engine: Engine, image: Image, level: int, *, threads: int = 1
) -> Iterator[Latents]:
    """Symbols of each tile of a picture."""

    def analyse(tile: Tile) -> Latents:
        return engine.analyse(cut_tile(image, tile), level)

    yield from map_beside(analyse, plan_tiles(*image.shape[:2]), threads=threads)


def read_tiles(engine: Engine, header: Header, payloads: tuple[bytes, ...]) -> Iterator[Latents]:
    """Symbols of each tile of a file; the next tile's are decoded beside the caller's work."""
    tiles = plan_tiles(header.height, header.width)

    def read(item: tuple[int, Tile, bytes]) -> Latents:
        number, tile, payload = item
        try:
            return unpack_tile(engine, payload, tile.padded, header.level)
        except ValueError as error:
            raise ValueError(f"tile {number} of {len(tiles)} is damaged: {error}") from error

    numbers = range(1, len(tiles) + 1)
    yield from map_beside(read, zip(numbers, tiles, payloads, strict=True))


def pack_tile(engine: Engine, latents: Latents) -> bytes:
    """Code the symbols of one tile: their check sum, then the range coder's words."""
    writer = SymbolWriter(engine.models)
    writer.put(latents.z, latents.z_indices)
    writer.put(latents.y, latents.y_indices)
    words = writer.finish().astype("<u4").tobytes()
    return CHECKSUM.pack(_check_sum(words, latents)) + words


def unpack_tile(engine: Engine, payload: bytes, padded: tuple[int, int], level: int) -> Latents:
    """Decode the symbols of one tile; ValueError where they are not those that were coded."""
    if len(payload) < CHECKSUM.size:
        raise ValueError("it is empty")
    words = payload[CHECKSUM.size :]
    reader = SymbolReader(engine.models, np.frombuffer(words, "<u4").astype(np.uint32))
    z_indices = engine.find_z_indices(
        level, (padded[0] // TILE_MULTIPLE, padded[1] // TILE_MULTIPLE)
    )
    z = reader.take(z_indices)
    if np.abs(z).max() > MOST_Z:  # the scale decoder is exact for these alone
        raise ValueError("its hyper latents are out of range")
    y_indices = engine.find_y_indices(z, level)
    latents = Latents(z, z_indices, reader.take(y_indices), y_indices)
    if CHECKSUM.unpack_from(payload)[0] != _check_sum(words, latents):
        raise ValueError("its check sum does not agree")
    return latents


def _check_sum(words: bytes, latents: Latents) -> int:
    """CRC-32 of the words and then of the symbols they stand for.

    The words' part finds damage; the symbols' finds a decoder that read other scales.
    """
    checked = zlib.crc32(words)
    for symbols in (latents.z, latents.y):
        checked = zlib.crc32(symbols.astype("<i4").tobytes(), checked)
    return checked
