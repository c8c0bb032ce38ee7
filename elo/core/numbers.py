"""Numbers as a reader wants them."""

from __future__ import annotations

from elo.core.intervals import Interval

MINUS, THIN = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"


def percent(share: float, digits: int = 0) -> str:
    """A share in per cent without the sign for per cent; a true minus, and no minus zero."""
    text = f"{100 * share:.{digits}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", MINUS)


def percents(share: float, digits: int = 0) -> str:
    """A share with its sign for per cent, which no line break parts."""
    return f"{percent(share, digits)}{THIN}%"


def percent_interval(share: Interval, digits: int = 0) -> str:
    """The 95 % interval of a share, as hovering and a figure's data tell it."""
    return f"{percent(share.q025, digits)} to {percents(share.q975, digits)}"


def decimals(value: float, digits: int = 3) -> str:
    """Decimals with a true minus; a dash where there is no number."""
    return "\N{EN DASH}" if value != value else f"{value:.{digits}f}".replace("-", MINUS)


def chance(share: float) -> str:
    """A probability; never rounded up to certainty."""
    if share > 0.999:
        return f"over 99.9{THIN}%"
    if share < 0.001:
        return f"under 0.1{THIN}%"
    return percents(share, 0 if 0.01 <= share <= 0.99 else 1)
