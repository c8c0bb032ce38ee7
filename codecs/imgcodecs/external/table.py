"""Reads a TOML table strictly: every key known, every value of the kind that is expected."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NAME = re.compile(r"[a-z][a-z0-9_]*")


class TemplateError(ValueError):
    """A template is wrong; the message names the file, the key and what was expected."""


@dataclass(slots=True)
class Table:
    """A table of a TOML file. Reading a key marks it; ``finish`` refuses those never read."""

    values: dict[str, Any]
    where: str  # "vtm.toml" or "vtm.toml: quality"
    seen: set[str] = field(default_factory=set)

    def fail(self, key: str, expected: str) -> TemplateError:
        """Say what was expected at a key; the caller raises it."""
        joint = "." if ": " in self.where else ": "
        got = f"got {self.values[key]!r}" if key in self.values else "but it is missing"
        return TemplateError(f"{self.where}{joint}{key} must be {expected}, {got}")

    def text(self, key: str, default: str | None = None) -> str:
        """Read a printable text on one line, not empty."""
        value = self._take(key, default)
        if value == default and default is not None:
            return default
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.fail(key, "a text on one line")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Read a finite number."""
        value = self._take(key, default)
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if not plain or not math.isfinite(value):
            raise self.fail(key, "a number")
        return float(value)

    def whole(self, key: str, default: int, *, most: int) -> int:
        """Read a whole number from 1 to ``most``."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise self.fail(key, f"a whole number from 1 to {most}")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Read true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.fail(key, "true or false")
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Read one of several words."""
        value = self._take(key, default)
        if value not in choices:
            raise self.fail(key, f"one of {', '.join(choices)}")
        return str(value)

    def texts(self, key: str, *, least: int = 1) -> tuple[str, ...]:
        """Read a list of texts, each of them printable."""
        value = self._take(key, [] if least == 0 else None)
        plain = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
        if not plain or len(value) < least or not all(v.isprintable() for v in value):
            raise self.fail(key, f"a list of at least {least} texts")
        return tuple(value)

    def table(self, key: str) -> Table:
        """Read a table below this one."""
        value = self._take(key, None)
        if not isinstance(value, dict):
            raise self.fail(key, f"a table, [{key}]")
        return Table(value, self._below(key))

    def maybe(self, key: str) -> Table | None:
        """Read a table below this one, or None where there is none."""
        return self.table(key) if key in self.values else None

    def tables(self, key: str, *, least: int = 0) -> tuple[Table, ...]:
        """Read a list of tables, ``[[key]]``."""
        value = self._take(key, [])
        plain = isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
        if not plain or len(value) < least:
            raise self.fail(key, f"at least {max(least, 1)} tables, [[{key}]]")
        return tuple(
            Table(entry, self._below(f"{key}[{number}]")) for number, entry in enumerate(value, 1)
        )

    def named(self, key: str) -> dict[str, Table]:
        """Read tables by name, ``[key.name]``; the names are words of lower-case letters."""
        outer = self.maybe(key)
        if outer is None:
            return {}
        for name in outer.values:
            if not NAME.fullmatch(name):
                raise outer.fail(name, "called with lower-case letters, digits and '_'")
        return {name: outer.table(name) for name in outer.values}

    def strings(self, key: str) -> dict[str, str]:
        """Read a table of texts, which may have several lines."""
        outer = self.maybe(key)
        if outer is None:
            return {}
        for name, value in outer.values.items():
            if not isinstance(value, str):
                raise outer.fail(name, "a text")
        return dict(outer.values)

    def raw(self, key: str) -> Any:
        """Read a value of any kind."""
        return self._take(key, None)

    def finish(self) -> None:
        """Refuse keys that nothing read: a misspelt one must not be passed over in silence."""
        unknown = sorted(set(self.values) - self.seen)
        if unknown:
            known = ", ".join(sorted(self.seen))
            raise TemplateError(f"{self.where}: unknown key {unknown[0]!r}; known here: {known}")

    def _take(self, key: str, default: object) -> Any:
        self.seen.add(key)
        return self.values.get(key, default)

    def _below(self, key: str) -> str:
        return f"{self.where}.{key}" if ": " in self.where else f"{self.where}: {key}"
