"""Kinds of arguments that several commands take."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

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


def out_file(text: str) -> Path:
    """Where a file is to be written; told before the work, which may take an hour."""
    if os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"{text}: is a folder, expected the name of a file")
    _check_folders(text, Path(text).parent)
    return Path(text)


def out_folder(text: str) -> Path:
    """Where a folder is, or is to be made."""
    _check_folders(text, Path(text))
    return Path(text)


def _check_folders(text: str, folder: Path) -> None:
    """Refuse what cannot be made because something on the way to it is no folder."""
    there = next((path for path in (folder, *folder.parents) if os.path.lexists(path)), None)
    if there is None or os.path.isdir(there):
        return
    what = "is" if text == str(there) else f"{there} is"
    raise argparse.ArgumentTypeError(f"{text}: {what} a file, expected a folder")
