"""Names that can be printed: nothing in them that a figure, a page or a reader cannot show.

And names that stay names in a spreadsheet, where reports' tables end up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Control characters, surrogates, U+FFFE and its like cannot stand in XML, and the program that
# draws the figures dies of them. Line separators and marks that turn the direction of text hide
# what a name says.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

BEGIN_A_FORMULA = ("=", "+", "-", "@")  # a spreadsheet computes the cell when it opens the file


def find_unprintable(text: str) -> str:
    """Code of the first character that cannot be printed, like ``U+0000``; empty if none."""
    found = UNPRINTABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def make_printable(text: str) -> str:
    """Text of a stranger's file for a message: what cannot be printed becomes U+FFFD."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def check_printable(*, what: str, names: Iterable[str]) -> None:
    """Refuse names that cannot be printed.

    Raises
    ------
    ValueError
        Naming ``what``, the name and the character.
    """
    for name in names:
        if code := find_unprintable(name):
            raise ValueError(
                f"{what}: {name!r} holds the unprintable character {code}, expected a name "
                "without control characters"
            )
