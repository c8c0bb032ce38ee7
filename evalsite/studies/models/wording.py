"""What may stand in one line of words that others read."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from elo.core.names import BEGIN_A_FORMULA

# Control characters, line and paragraph separators, surrogates, private ones.
NO_TEXT = {"Cc", "Cs", "Co", "Zl", "Zp"}
# They turn the direction of what follows, and so what a line seems to say.
TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def check_line(words: str) -> None:
    """Refuse line breaks and characters that nobody sees."""
    for letter in words:
        if unicodedata.category(letter) in NO_TEXT or letter in TURNING:
            said = _("One line of plain text: there is a character U+%(code)04X in it.")
            raise ValidationError(said % {"code": ord(letter)})


def check_cell(words: str) -> None:
    """Refuse also what a spreadsheet would compute when it opens the file the words end in."""
    check_line(words)
    if words.startswith(BEGIN_A_FORMULA):
        said = _("Not “%(first)s” at the beginning: a spreadsheet would compute it.")
        raise ValidationError(said % {"first": words[0]})
