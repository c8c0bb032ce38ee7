"""Placeholders in a template's texts: ``{quality}``, ``{encoder}``."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def find_names(text: str) -> set[str]:
    """Names of the placeholders of a text."""
    return set(PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in, once: braces inside a value mean nothing. KeyError for an unknown name."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)
