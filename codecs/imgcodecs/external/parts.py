"""Parts of a template, each from a table of the TOML file."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import cast

from imgcodecs.external.table import Table
from imgcodecs.external.template import KINDS, Kind, OptionRule, Padding, Setting, Step, VersionRule
from imgcodecs.types import Option, QualityRange

LONGEST_S = 30 * 24 * 3600.0
MOST_PADDING = 4096  # pixels
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
# Option values become arguments of their own: none may look like a flag.
OPTION_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._,+/-]*")


def parse_quality(table: Table) -> tuple[QualityRange, tuple[str, ...]]:
    """Read [quality]: a range, or levels by name."""
    if "levels" in table.values:
        levels = table.texts("levels")
        ascending = table.flag("higher_is_better", True)
        table.finish()
        return QualityRange(0, len(levels) - 1, 1, ascending), levels
    lowest, highest, step = (table.number(key) for key in ("lowest", "highest", "step"))
    higher_is_better = table.flag("higher_is_better")
    if lowest > highest:
        raise table.fail("highest", f"at least lowest, {lowest:g}")
    if step <= 0:
        raise table.fail("step", "above 0")
    table.finish()
    return QualityRange(lowest, highest, step, higher_is_better), ()


def parse_padding(table: Table | None) -> Padding:
    """Read [padding]."""
    if table is None:
        return Padding()
    multiple, least = (table.whole(key, 1, most=MOST_PADDING) for key in ("multiple", "least"))
    padding = Padding(multiple=multiple, least=least)
    table.finish()
    return padding


def parse_limit_s(table: Table) -> float:
    """Read the time limit, seconds."""
    limit_s = table.number("limit_s", 3600.0)
    if not 0 < limit_s <= LONGEST_S:
        raise table.fail("limit_s", f"above 0 and at most {LONGEST_S:.0f}, in seconds")
    return limit_s


def parse_setting(table: Table) -> Setting:
    """Read one [settings.name]."""
    setting = Setting(
        variable=match(table, "variable", VARIABLE, "capitals, digits and '_'"),
        kind=cast(Kind, table.choice("kind", KINDS, "program")),
        default=table.text("default", ""),
        beside=table.text("beside", ""),
    )
    table.finish()
    return setting


def parse_option(table: Table) -> OptionRule:
    """Read one [options.name]."""
    default = table.raw("default")
    if isinstance(default, bool) or not isinstance(default, str | int | float):
        raise table.fail("default", "a text or a number")
    if isinstance(default, str) or "choices" in table.values:
        choices = _parse_choices(table, default)
        table.finish()
        return OptionRule(default, choices=choices)
    rule = OptionRule(default, lowest=table.number("lowest"), highest=table.number("highest"))
    if not rule.allows(default):
        raise table.fail("default", f"from {rule.lowest:g} to {rule.highest:g}")
    table.finish()
    return rule


def _parse_choices(table: Table, default: Option) -> tuple[Option, ...]:
    choices = table.raw("choices")
    if not isinstance(choices, list) or default not in choices:
        raise table.fail("choices", f"a list of all values, the default {default!r} among them")
    for choice in choices:
        if type(choice) is not type(default):
            raise table.fail("choices", f"all of the default's type, {type(default).__name__}")
        if isinstance(choice, str) and not OPTION_TEXT.fullmatch(choice):
            raise table.fail("choices", "letters, digits and '._,+/-', a letter or digit first")
    return tuple(choices)


def parse_version(table: Table) -> VersionRule:
    """Read [version]."""
    text = table.text("text", "")
    rule = VersionRule(
        text=text,
        argv=() if text else table.texts("argv"),
        pattern="" if text else table.text("pattern"),
        variable=match(table, "variable", VARIABLE, "capitals, digits and '_'", ""),
    )
    try:
        groups = re.compile(rule.pattern).groups
    except re.error as error:
        raise table.fail("pattern", f"a regular expression ({error})") from None
    if not text and groups < 1:
        raise table.fail("pattern", "a regular expression with a group, (...), around the version")
    table.finish()
    return rule


def parse_step(table: Table) -> Step:
    """Read one [[encode]] or [[decode]]."""
    step = Step(argv=table.texts("argv"), folder=table.text("folder", ""))
    table.finish()
    return step


def parse_paths(table: Table | None) -> dict[str, str]:
    """Read [paths], names inside the temporary folder."""
    if table is None:
        return {}
    keys = ("input", "output", "bitstream")
    paths: dict[str, str] = {key: table.text(key) for key in keys if key in table.values}
    for key, path in paths.items():
        _check_inside(table, key, path)
    table.finish()
    return paths


def check_files(table: Table, files: dict[str, str]) -> dict[str, str]:
    """Refuse files that would lie outside the temporary folder."""
    for name in files:
        _check_inside(table.table("files"), name, name)
    return files


def _check_inside(table: Table, key: str, path: str) -> None:
    """Refuse a name that leads out of the temporary folder."""
    parts = PurePosixPath(path).parts
    if path.startswith(("/", "~")) or ".." in parts or "\\" in path or not path.isprintable():
        raise table.fail(key, "a name inside the temporary folder, with '/' between folders")


def match(
    table: Table, key: str, pattern: re.Pattern[str], expected: str, default: str | None = None
) -> str:
    """Read a text of a given form."""
    text = table.text(key, default)
    if text != default and not pattern.fullmatch(text):
        raise table.fail(key, expected)
    return text
