"""One codec in words: its qualities, and its settings with their defaults."""

from __future__ import annotations

import inspect
import re

from imgcodecs.errors import CodecError
from imgcodecs.external.codec import ExternalCodec
from imgcodecs.registry import load_codec
from imgcodecs.types import Codec, QualityRange

SENTENCE_END = re.compile(r"(?<=\.) (?=[A-Z`])")


def describe_settings(name: str) -> list[str]:
    """Lines for the terminal; ValueError or CodecError when there is no such codec."""
    codec = load_codec(name)
    lines = [f"{codec.name}: {codec.label}", f"version: {_find_version(codec)}"]
    lines += ["", f"--quality: {describe_quality(codec.quality)}"]
    lines += [] if isinstance(codec, ExternalCodec) else _read_summaries(codec)
    lines += ["", "settings and defaults:" if codec.options else "no settings"]
    for option, default in codec.options.items():
        lines += [f"  {option}={default}", f"    {_describe_option(codec, option)}"]
    if codec.options:
        option, default = next(iter(codec.options.items()))
        lines += ["", f"for instance --codec {codec.name}:{option}={default}"]
    return lines


def describe_quality(quality: QualityRange) -> str:
    """Write ``"0..63, step 0.25, lower is better"``."""
    better = "higher" if quality.higher_is_better else "lower"
    return f"{quality.lowest:g}..{quality.highest:g}, step {quality.step:g}, {better} is better"


def _find_version(codec: Codec) -> str:
    try:
        return codec.version
    except CodecError as error:
        return f"missing: {error.message}"


def _describe_option(codec: Codec, option: str) -> str:
    if isinstance(codec, ExternalCodec):
        return codec.template.options[option].describe()
    start = f"``{option}`` "
    said = [line for line in _read_sentences(codec) if line.startswith(start)]
    return _drop_marks(said[0]) if said else "the same as in the program"


def _read_summaries(codec: Codec) -> list[str]:
    """Read what the class is and, where it is a variant, what its parent is."""
    kinds = [kind for kind in type(codec).__mro__ if kind is not object]
    return [f"  {_drop_marks((inspect.getdoc(kind) or '').split(chr(10))[0])}" for kind in kinds]


def _read_sentences(codec: Codec) -> list[str]:
    """Sentences of the class's description and, where it leaves something out, of its parents'."""
    described = (kind.__doc__ for kind in type(codec).__mro__ if kind is not object)
    paragraphs = [
        " ".join(paragraph.split())
        for text in described
        for paragraph in inspect.cleandoc(text or "").split("\n\n")
    ]
    return [line for paragraph in paragraphs for line in SENTENCE_END.split(paragraph)]


def _drop_marks(text: str) -> str:
    return text.replace("``", "")
