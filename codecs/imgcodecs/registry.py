"""The catalogue of codecs: a name, a label for reports, and where the class lives."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from imgcodecs.errors import CodecError
from imgcodecs.types import Codec, Option

# name -> (label on reports, where the class lives). Imported on first use, so
# listing the codecs never loads torch.
CODECS: dict[str, tuple[str, str]] = {
    "jpeg": ("JPEG (libjpeg-turbo)", "imgcodecs.adapters.jpeg:Jpeg"),
    "av1": ("AV1 (libaom)", "imgcodecs.adapters.av1:Av1"),
    "vvc": ("VVC (libvvenc)", "imgcodecs.adapters.vvc:Vvc"),
}


@dataclass(frozen=True, slots=True)
class CodecRow:
    """One line of the list of codecs."""

    name: str
    label: str
    version: str  # empty when it cannot run
    origin: str
    runnable: bool
    reason: str  # what is missing; empty when it can run


def load_codec(name: str, **options: Option) -> Codec:
    """Make a codec by name, with its own settings.

    Parameters
    ----------
    name : str
        A key of ``CODECS``.
    **options
        Settings of that codec, for instance ``preset="faster"``.

    Raises
    ------
    ValueError
        No such codec, no such setting, or a value it does not take.
    CodecError
        The codec's Python package is not installed.
    """
    if name not in CODECS:
        raise ValueError(f"unknown codec {name!r}, expected one of {sorted(CODECS)}")
    module, _, class_name = CODECS[name][1].partition(":")
    try:
        made = getattr(importlib.import_module(module), class_name)
    except ModuleNotFoundError as error:
        raise CodecError(name, f"{error.name} is not installed", missing=True) from None
    known = tuple(made.__dataclass_fields__)
    for option in options:
        if option not in known:
            raise ValueError(f"{name} has no option {option!r}, expected one of {sorted(known)}")
    return cast(Codec, made(**options))


def parse_codec(text: str) -> Codec:
    """Make a codec from ``"vvc"`` or, with settings, ``"vvc:preset=faster"``.

    Several settings are separated by commas; ValueError names what is not understood.
    """
    name, _, settings = text.partition(":")
    defaults = load_codec(name).options
    options: dict[str, Option] = {}
    for setting in filter(None, settings.split(",")):
        option, equals, value = setting.partition("=")
        if not equals or option in options:
            raise ValueError(f"expected settings like option=value, each once, got {settings!r}")
        options[option] = _convert(option, value, like=defaults.get(option, ""))
    return load_codec(name, **options)


def describe_codecs() -> tuple[CodecRow, ...]:
    """List every codec with its version, or with what is missing to run it here."""
    return tuple(_describe(name) for name in CODECS)


def _convert(option: str, value: str, *, like: Option) -> Option:
    try:
        return type(like)(value)
    except ValueError:
        raise ValueError(f"{option} must be a number, got {value!r}") from None


def _describe(name: str) -> CodecRow:
    label, origin, version, reason = CODECS[name][0], "", "", ""
    try:
        codec = load_codec(name)
        origin = codec.origin
        version = codec.version
    except CodecError as error:
        reason = error.message
    return CodecRow(name, label, version, origin, runnable=not reason, reason=reason)
