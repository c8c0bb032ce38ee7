"""The catalogue of codecs: a name, a label for reports, and where the class lives."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from imgcodecs.errors import CodecError
from imgcodecs.types import Codec, Option

if TYPE_CHECKING:
    from imgcodecs.external.catalogue import Entry

# name -> (label on reports, where the class lives). Imported on first use, so
# listing the codecs never loads torch.
CODECS: dict[str, tuple[str, str]] = {
    "jpeg": ("JPEG (libjpeg-turbo)", "imgcodecs.adapters.jpeg:Jpeg"),
    "webp": ("WebP (libwebp)", "imgcodecs.adapters.webp:Webp"),
    "jxl": ("JPEG XL (libjxl)", "imgcodecs.adapters.jxl:Jxl"),
    "heic": ("HEIC (HEVC intra, libx265)", "imgcodecs.adapters.heic:Heic"),
    "av1": ("AV1 (libaom)", "imgcodecs.adapters.av1:Av1"),
    "av1-444": ("AV1 4:4:4 (libaom)", "imgcodecs.adapters.av1:Av1FullChroma"),
    "vvc": ("VVC (libvvenc)", "imgcodecs.adapters.vvc:Vvc"),
    "pico-style": ("PICO-style (ours)", "imgcodecs.learned.codec:PicoStyle"),
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


def list_names() -> tuple[str, ...]:
    """Names of all codecs, those of external programs last."""
    return (*CODECS, *_read_templates())


def find_label(name: str) -> str:
    """Name on reports: the codec's own where there is one, else ``name`` in capitals."""
    if name in CODECS:
        return CODECS[name][0]
    entry = _read_templates().get(name)
    return entry.template.label if entry and entry.template else name.upper()


def load_codec(name: str, /, **options: Option) -> Codec:
    """Make a codec by name, with its own settings.

    Parameters
    ----------
    name : str
        A key of ``CODECS``, or the name of a template (see ``imgcodecs.external``).
    **options
        Settings of that codec, for instance ``preset="faster"``.

    Raises
    ------
    ValueError
        No such codec, no such setting, or a value it does not take.
    CodecError
        The codec's Python package is not installed, its template is wrong, or no program of it
        exists. That a program is not here shows in ``version`` only.
    """
    if name in CODECS:
        return _make(name, options)
    entry = _read_templates().get(name)
    if entry is None:
        raise ValueError(f"unknown codec {name!r}, expected one of {sorted(list_names())}")
    if entry.template is None:
        raise CodecError(name, entry.problem, missing=True)
    from imgcodecs.external.codec import make_codec

    return make_codec(entry.template, options)


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
    """List every codec with its version, or with what is missing to run it here.

    Those that can run come first. Programs are asked for their version side by side.
    """
    with ThreadPoolExecutor(max_workers=8) as pool:
        rows = tuple(pool.map(_describe, list_names()))
    return tuple(sorted(rows, key=lambda row: not row.runnable))


def _make(name: str, options: Mapping[str, Option]) -> Codec:
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


def _read_templates() -> dict[str, Entry]:
    # Imported here: the registry itself stays light.
    from imgcodecs.external.catalogue import read_catalogue

    return read_catalogue(taken=CODECS)


def _convert(option: str, value: str, *, like: Option) -> Option:
    try:
        return type(like)(value)
    except ValueError:
        raise ValueError(f"{option} must be a number, got {value!r}") from None


def _describe(name: str) -> CodecRow:
    entry = None if name in CODECS else _read_templates().get(name)
    template = entry.template if entry else None
    label = "a template" if entry and not template else find_label(name)
    origin = template.origin if template else ""
    try:
        codec = load_codec(name)
        origin = codec.origin
        return CodecRow(name, label, codec.version, origin, runnable=True, reason="")
    except CodecError as error:
        return CodecRow(name, label, "", origin, runnable=False, reason=error.message)
