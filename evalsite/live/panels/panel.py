from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from evalsite.studies.watching.figure import Figure, Row


@dataclass(frozen=True, slots=True)
class Panel(Figure):
    """A figure that goes on changing: its picture stays, the rows that it draws are sent anew."""

    data: dict[str, list[Row]] = field(default_factory=dict)  # what the picture draws, by name
    said: str = ""  # one sentence above the picture

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return any(self.data.values())

    @property
    def texts(self) -> list[list[str]]:
        """The table as the browser writes it."""
        return [[cell.text for cell in row] for row in self.cells()]

    def as_sent(self) -> dict[str, Any]:
        return {
            "data": self.data,
            "cells": self.texts,
            "hidden": self.hidden_rows,
            "said": self.said,
            "drawn": self.drawn,
        }


def to_ms(minute: int) -> int:
    """Of a minute since 1970, as pictures count time."""
    return minute * 60_000


def say_minute(minute: int) -> str:
    return f"{datetime.fromtimestamp(minute * 60, UTC):%Y-%m-%d %H:%M}"


def newest_first(rows: Sequence[Row]) -> list[Row]:
    return list(reversed(rows))
