"""What a way in answers to an outcome: a code, or an address that sends the rater back."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

PLACEHOLDERS = ("id", "outcome", "code")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
LONGEST = 500
NOT_AN_ADDRESS = "expected a code, or an address such as https://panel.example/back?who={id}"


def is_address(given: str) -> bool:
    return given.startswith("https://")


def check_return(given: object) -> None:
    """Refuse what could be neither a code nor a way back, and say why."""
    if not isinstance(given, str) or not given.strip() or not given.isprintable():
        raise ValueError("expected a code or an https:// address, in quotes")
    if len(given) > LONGEST:
        raise ValueError(f"expected at most {LONGEST} letters, got {len(given)}")
    if is_address(given):
        check_address(given)
    elif "/" in given or " " in given.strip() or set(given) & set("{}"):
        raise ValueError(f"{NOT_AN_ADDRESS}, got {given[:60]!r}")


def check_address(given: str) -> None:
    try:
        host = urlsplit(given).hostname
    except ValueError:
        host = None
    # A placeholder in the host would send raters wherever their panel's name for them says.
    if not host or set(urlsplit(given).netloc) & set("{}@"):
        raise ValueError(f"{NOT_AN_ADDRESS}, got {given[:60]!r}")
    unknown = [name for name in PLACEHOLDER.findall(given) if name not in PLACEHOLDERS]
    if unknown or set(PLACEHOLDER.sub("", given)) & set("{}"):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"braces are for {known} only, got {given[:60]!r}")


def fill_address(template: str, **values: str) -> str:
    """Put values into an address, each percent-encoded so that it can end nothing but itself."""
    return PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), template)
