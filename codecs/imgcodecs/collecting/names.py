"""What the names of decoded images say: source, codec, rate."""

from __future__ import annotations

import re

ORIGINALS = ("original", "reference", "source", "ref", "orig")
SEPARATORS = "_- "
# Pictures of Apple's viewer that nobody is meant to judge.
EXTRAS = ("thumb", "target_2xds")

# A rate ends a name. It has a decimal point, or "bpp" behind it: 1045 may be part of a name.
RATE = re.compile(r"(?:^|[_\- ])(\d+\.\d+|\d+(?=[_\- ]?bpp))(?:[_\- ]?bpp)?$", re.IGNORECASE)
MARKED = re.compile(rf"(.+?)[_\- ](?:{'|'.join(ORIGINALS)})", re.IGNORECASE)


def split_rate(word: str) -> tuple[str, float | None]:
    """Split ``"vvc_0.191bpp"`` into ``("vvc", 0.191)``; the rate is None where there is none."""
    found = RATE.search(word)
    if not found:
        return word, None
    return word[: found.start()].strip(SEPARATORS), float(found[1])


def is_original(stem: str, *, named: str | None = None) -> bool:
    """Tell whether a name is that of an original beside its decoded images."""
    return stem == named if named else stem.lower() in ORIGINALS


def is_folder_of_originals(name: str) -> bool:
    """Tell whether a folder's name says that it holds originals: ``originals``, ``reference``."""
    return name.lower().removesuffix("s") in ORIGINALS


def find_marked_source(stem: str) -> str | None:
    """Source of an original called ``"kodim15_original"``, else None."""
    found = MARKED.fullmatch(stem)
    return found[1] if found else None


def take_source(word: str, source: str) -> str | None:
    """Take a source off either end of a word: ``"kodim15_vvc"`` leaves ``"vvc"``; else None."""
    if word == source:
        return ""
    if word.startswith(source) and word[len(source)] in SEPARATORS:
        return word[len(source) :].strip(SEPARATORS)
    if word.endswith(source) and word[-len(source) - 1] in SEPARATORS:
        return word[: -len(source)].strip(SEPARATORS)
    return None
