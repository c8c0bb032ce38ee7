"""Single values: text to number or time, and back."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NO_TIME = np.iinfo(np.int64).min  # numpy's not-a-time
LEAST_BPP, MOST_BPP = 0.0001, 10_000.0  # what is beyond is a slip, and breaks a logarithm
FLAGS = {"0": False, "1": True}
# float() also reads "1_000", "infinity" and the digits of other scripts.
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def parse_number(value: str) -> float:
    """A plain decimal number."""
    if not NUMBER.fullmatch(value) or not math.isfinite(number := float(value)):
        raise ValueError(value)
    return number


def parse_duration(value: str) -> float:
    """A number of 0 or more."""
    if (duration := parse_number(value)) < 0:
        raise ValueError(value)
    return duration


def parse_rate(value: str) -> float:
    """Bits per pixel that a picture can have."""
    if not LEAST_BPP <= (rate := parse_number(value)) <= MOST_BPP:
        raise ValueError(value)
    return rate


def parse_time(value: str) -> int:
    """Milliseconds since 1970 in UTC; a time without a zone is taken as UTC."""
    when = datetime.fromisoformat(value)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return round(when.timestamp() * 1000)


def times(milliseconds: list[int]) -> NDArray[np.datetime64] | None:
    """Times as an array; none at all where not one is known."""
    values = np.array(milliseconds, dtype=np.int64)
    return None if (values == NO_TIME).all() else values.astype("datetime64[ms]")


def write_number(value: float) -> str:
    """Shortest text that reads back as the same number; nothing for nan."""
    return "" if math.isnan(value) else repr(value).removesuffix(".0")


def write_all(values: Iterable[float], digits: int) -> list[str]:
    """Decimals without an exponent or trailing zeros; nothing where unknown."""
    return ["" if math.isnan(value) else trim(f"{value:.{digits}f}") for value in values]


def trim(text: str) -> str:
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def write_times(times: NDArray[np.datetime64]) -> list[str]:
    """ISO 8601 in UTC; nothing where unknown."""
    return ["" if value == "NaT" else f"{value}Z" for value in times.astype(str)]


def write_columns(*, path: Path, columns: dict[str, Iterable[object]]) -> None:
    """Write a CSV file with a header from columns of equal length."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
