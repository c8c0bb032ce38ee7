"""A codec under another name, so that two settings of one can stand in one ladder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imgcodecs.harness import warm_up
from imgcodecs.manifest_cells import check_codec_name
from imgcodecs.types import Codec, Image, Option, QualityRange


@dataclass(frozen=True)
class Renamed:
    """Does what ``codec`` does; ValueError for a name that no manifest could hold."""

    name: str
    codec: Codec

    def __post_init__(self) -> None:
        """Check the name."""
        check_codec_name(self.name)

    @property
    def label(self) -> str:
        """Name on reports."""
        return f"{self.codec.label}, {self.name}"

    @property
    def version(self) -> str:
        """Version of the program or library."""
        return self.codec.version

    @property
    def origin(self) -> str:
        """Where the program or library comes from."""
        return self.codec.origin

    @property
    def suffix(self) -> str:
        """File suffix of the bitstream."""
        return self.codec.suffix

    @property
    def quality(self) -> QualityRange:
        """Values of the quality parameter."""
        return self.codec.quality

    @property
    def options(self) -> Mapping[str, Option]:
        """Settings besides quality."""
        return self.codec.options

    def warm_up(self) -> None:
        """Load the codec."""
        warm_up(self.codec)

    def encode(self, image: Image, quality: float) -> bytes:
        """Encode with the codec."""
        return self.codec.encode(image, quality)

    def decode(self, data: bytes) -> Image:
        """Decode with the codec."""
        return self.codec.decode(data)
