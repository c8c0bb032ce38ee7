"""Kinds of arguments that several commands take."""

from __future__ import annotations

import argparse

from imgcodecs.errors import CodecError
from imgcodecs.registry import parse_codec
from imgcodecs.types import Codec

CODEC_HELP = "a name that `list` prints; settings follow a colon: vvc:preset=faster"
Commands = argparse._SubParsersAction  # what add_subparsers returns; argparse has no public name


def codec(text: str) -> Codec:
    """Make a codec from ``"vvc:preset=faster"``."""
    try:
        return parse_codec(text)
    except (ValueError, CodecError) as error:
        # argparse hides the message of a plain ValueError.
        raise argparse.ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """Read a whole number above 0."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, got {text!r}")
    return int(text)
