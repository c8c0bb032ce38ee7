"""Brings images and the table of rates together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from imgcodecs.collecting.placing import Originals, Picture, Placed, place
from imgcodecs.collecting.rates import Rate
from imgcodecs.manifest_cells import CODEC_NAME, RESERVED_CODECS

TOLERANCE = 0.01  # relative; published rates have three digits
MOST_BPP = 48.0  # an uncompressed picture of 16 bits


@dataclass(frozen=True, slots=True)
class Rated:
    """A decoded image with its rate."""

    picture: Picture
    source: str
    codec: str
    rate: Rate  # with bpp or bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """An image that cannot be used; the rest goes on."""

    name: str  # of the image in the collection
    reason: str


class RateTable:
    """Rates by file, and by source and codec; codecs are compared without regard to case."""

    def __init__(self, rates: Sequence[Rate]) -> None:
        self.by_file = {rate.file: rate for rate in rates if rate.file}
        self.by_name: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        self.used: set[str] = set()  # rows by their place
        self.rates = tuple(rates)
        for rate in rates:
            if not rate.file:
                self.by_name[rate.source, rate.codec.lower()].append(rate)

    def match(self, picture: Picture, originals: Originals) -> Rated | Failure:
        """Rate one decoded image."""
        listed = self.by_file.get(picture.name)
        if listed:
            return self._use(Placed(picture, listed.source, listed.codec.lower(), None), listed)
        placed = place(picture, originals)
        if isinstance(placed, str):
            return Failure(picture.name, placed)
        return self._match_by_name(placed)

    def list_unused(self) -> tuple[Rate, ...]:
        """Rows that no image has."""
        return tuple(rate for rate in self.rates if rate.where not in self.used)

    def _match_by_name(self, placed: Placed) -> Rated | Failure:
        name, said_bpp = placed.picture.name, placed.bpp
        rates = self.by_name.get((placed.source, placed.codec), [])
        if said_bpp is not None:
            rates = [rate for rate in rates if _agrees(rate, said_bpp)] or rates
        if len(rates) > 1:
            reason = f"{len(rates)} rows of the table fit it; name files in a column 'file'"
            return Failure(name, reason)
        if not rates and said_bpp is None:
            expected = f"{placed.codec}_0.25bpp, or a row of a table (--rates TABLE)"
            return Failure(name, f"no rate is known; expected a name like {expected}")
        if not rates:
            where = f"name of {name}"
            return self._use(placed, Rate(where, placed.source, placed.codec, bpp=said_bpp))
        if said_bpp is not None and not _agrees(rates[0], said_bpp):
            table = f"{rates[0].bpp:g} bpp" if rates[0].bpp else f"{rates[0].bytes} bytes"
            return Failure(name, f"its name says {said_bpp:g} bpp, {rates[0].where} {table}")
        return self._use(placed, rates[0])

    def _use(self, placed: Placed, rate: Rate) -> Rated | Failure:
        self.used.add(rate.where)
        codec = placed.codec.replace(" ", "-")
        if not CODEC_NAME.fullmatch(codec) or codec in RESERVED_CODECS:
            problem = f"{codec!r} cannot be a codec's name, expected letters, digits, '-_.'"
            return Failure(placed.picture.name, problem)
        if rate.bpp is not None and not 0 < rate.bpp <= MOST_BPP:
            problem = f"{rate.bpp:g} bpp ({rate.where}) is no rate of a picture"
            return Failure(
                placed.picture.name, f"{problem}, expected above 0, at most {MOST_BPP:g}"
            )
        return Rated(placed.picture, placed.source, codec, rate)


def _agrees(rate: Rate, said_bpp: float) -> bool:
    # Against bytes alone it is held once the size of the original is known.
    return rate.bpp is None or abs(rate.bpp - said_bpp) <= TOLERANCE * said_bpp + 0.0005
