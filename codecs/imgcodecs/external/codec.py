"""A codec whose encoder and decoder are programs described by a template."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np

from imgcodecs.adapters.framing import Frame, pack_frame, unpack_frame
from imgcodecs.errors import CodecError, ImageError
from imgcodecs.external.formats import PictureFormat, parse_format, read_picture, write_picture
from imgcodecs.external.keeping import find_picture, keep_picture
from imgcodecs.external.placeholders import fill, find_names
from imgcodecs.external.places import capture_variables, find_places
from imgcodecs.external.running import Workshop, open_workshop
from imgcodecs.external.template import Padding, Template
from imgcodecs.external.versions import find_version
from imgcodecs.types import Image, Option, QualityRange


@dataclass(frozen=True)
class ExternalCodec:
    """One external codec with its settings; it can be sent to another process.

    Where the bitstream does not carry the size of the picture, or the picture was padded, the
    five bytes of ``framing`` go in front of it and count as rate.
    """

    template: Template
    options: Mapping[str, Option]
    variables: Mapping[str, str] = field(repr=False)  # the environment's, when it was made

    @property
    def name(self) -> str:
        """Key in the registry."""
        return self.template.name

    @property
    def label(self) -> str:
        """Name on reports."""
        return self.template.label

    @property
    def origin(self) -> str:
        """Where the program is documented."""
        return self.template.origin

    @property
    def suffix(self) -> str:
        """File suffix of the bitstream."""
        return self.template.suffix

    @property
    def quality(self) -> QualityRange:
        """Values of the quality parameter."""
        return self.template.quality

    @property
    def version(self) -> str:
        """Version of the program; CodecError(missing=True) where it is not here."""
        places = find_places(self.template, self.variables)
        return find_version(self.template, places=places, variables=self.variables)

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image; what the encoder wrote, behind a frame header where one is needed."""
        height, width = image.shape[:2]
        padded = _pad(image, self.template.padding)
        chosen = self._choose(quality)
        with self._open(height=padded.shape[0], width=padded.shape[1], chosen=chosen) as workshop:
            input = workshop.path("input")
            write_picture(input, padded, self._input, full_range=self.template.full_range)
            workshop.write_files()
            workshop.run(self.template.encode)
            stream = workshop.collect("bitstream", steps=self.template.encode).read_bytes()
            framed = Frame(height=height, width=width, stream=stream)
            data = pack_frame(framed) if self._framed else stream
            if self.template.joint:
                decoded = self._read(workshop, height=height, width=width)
                keep_picture(self.name, data=data, decoded=decoded)
        return data

    def decode(self, data: bytes) -> Image:
        """Decode what ``encode`` made, cropped to the size of the image."""
        if self.template.joint:
            return find_picture(self.name, data=data)
        frame = self._unpack(data)
        height, width = frame.height, frame.width
        padding = self.template.padding
        with self._open(
            height=padding.pad(height), width=padding.pad(width), chosen={}
        ) as workshop:
            workshop.path("bitstream").write_bytes(frame.stream)
            workshop.run(self.template.decode)
            return self._read(workshop, height=height, width=width)

    @property
    def _input(self) -> PictureFormat:
        return parse_format(fill(self.template.input, self._option_texts))

    @property
    def _output(self) -> PictureFormat:
        return parse_format(fill(self.template.output, self._option_texts))

    @property
    def _option_texts(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.options.items()}

    @property
    def _framed(self) -> bool:
        words = [word for step in self.template.decode for word in step.argv]
        told_size = any(find_names(word) & {"width", "height"} for word in words)
        padded = self.template.padding != Padding()
        return padded or told_size or self._input.raw or self._output.raw

    def _choose(self, quality: float) -> dict[str, str]:
        self.quality.check(quality)
        levels = self.template.levels
        return {"quality": f"{quality:g}", "level": levels[round(quality)] if levels else ""}

    def _open(
        self, *, height: int, width: int, chosen: Mapping[str, str]
    ) -> AbstractContextManager[Workshop]:
        values = {
            **find_places(self.template, self.variables),
            **self._option_texts,
            **chosen,
            "height": str(height),
            "width": str(width),
            "depth": str(self._input.depth),
        }
        suffixes = {
            "input": self._input.kind,
            "output": self._output.kind,
            "bitstream": self.template.suffix,
        }
        return open_workshop(self.template, values=values, suffixes=suffixes)

    def _unpack(self, data: bytes) -> Frame:
        if not self._framed:
            return Frame(height=1, width=1, stream=data)  # the program knows the size by itself
        try:
            return unpack_frame(data)
        except ValueError as error:
            raise CodecError(self.name, str(error)) from None

    def _read(self, workshop: Workshop, *, height: int, width: int) -> Image:
        """Read the decoded picture, and crop it where the size is known."""
        steps = self.template.decode or self.template.encode
        path = workshop.collect("output", steps=steps)
        coded = (int(workshop.values["height"]), int(workshop.values["width"]))
        try:
            decoded = read_picture(
                path,
                self._output,
                height=coded[0],
                width=coded[1],
                full_range=self.template.full_range,
            )
        except (ImageError, ValueError) as error:
            problem = str(error).replace(f"{path}: ", "")
            raise CodecError(self.name, f"the decoded picture cannot be read: {problem}") from None
        if not self._framed:
            return decoded
        if decoded.shape[:2] != coded:
            got = f"{decoded.shape[1]}x{decoded.shape[0]}"
            expected = f"{coded[1]}x{coded[0]}"
            raise CodecError(self.name, f"the decoder wrote {got} pixels, expected {expected}")
        return decoded[:height, :width]


def make_codec(template: Template, options: Mapping[str, Option]) -> ExternalCodec:
    """Make a codec of a template with some of its options set.

    Raises
    ------
    ValueError
        No such option, or a value it does not take.
    CodecError
        There is no program of this codec.
    """
    if template.missing:
        raise CodecError(template.name, template.missing, missing=True)
    chosen = {name: rule.default for name, rule in template.options.items()}
    for option, value in options.items():
        if option not in chosen:
            known = sorted(chosen)
            raise ValueError(f"{template.name} has no option {option!r}, expected one of {known}")
        chosen[option] = _check_option(template, option, value)
    return ExternalCodec(template, chosen, capture_variables(template))


def _check_option(template: Template, option: str, value: Option) -> Option:
    rule = template.options[option]
    if isinstance(rule.default, float) and isinstance(value, int):
        value = float(value)
    if not isinstance(value, type(rule.default)) or not rule.allows(value):
        raise ValueError(f"{template.name}: {option} must be {rule.describe()}, got {value!r}")
    return value


def _pad(image: Image, padding: Padding) -> Image:
    height, width = image.shape[:2]
    sides = ((0, padding.pad(height) - height), (0, padding.pad(width) - width), (0, 0))
    return np.pad(image, sides, mode="edge")
