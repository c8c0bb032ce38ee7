"""TOML to templates, with everything checked that can be checked without the program."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

from imgcodecs.external.checking import check_template
from imgcodecs.external.parts import (
    check_files,
    match,
    parse_limit_s,
    parse_option,
    parse_padding,
    parse_paths,
    parse_quality,
    parse_setting,
    parse_step,
    parse_version,
)
from imgcodecs.external.table import Table, TemplateError
from imgcodecs.external.template import FILLED, Template

NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")
RESERVED = ("original", "trap")  # conditions that every study has of itself
SUFFIX = re.compile(r"[A-Za-z0-9]{1,12}")
LARGEST_FILE = 1 << 20  # bytes of a template


def read_template(path: Path) -> Template:
    """Read one TOML file; TemplateError names the file, the key and what was expected."""
    try:
        data = path.read_bytes()[: LARGEST_FILE + 1]
        if len(data) > LARGEST_FILE:
            raise TemplateError(f"{path.name}: larger than {LARGEST_FILE} bytes, no template is")
        values = tomllib.loads(data.decode())
    except OSError as error:
        raise TemplateError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TemplateError(f"{path.name}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{path.name}: is not TOML: {error}") from None
    return parse_template(Table(values, path.name))


def parse_template(table: Table) -> Template:
    """Turn the top table of a file into a template."""
    name = table.text("name")
    if not NAME.fullmatch(name) or name.lower() in RESERVED:
        raise table.fail("name", f"letters, digits, '-', '_' and '.', and none of {RESERVED}")
    template = Template(
        name=name,
        label=table.text("label"),
        origin=table.text("origin"),
        licence=table.text("licence"),
        missing=table.text("missing", ""),
    )
    if not template.missing:
        template = _add_program(template, table)
        check_template(template, where=table.where)
    table.finish()
    return template


def _add_program(template: Template, table: Table) -> Template:
    input = table.text("input", "png")
    quality, levels = parse_quality(table.table("quality"))
    paths = parse_paths(table.maybe("paths"))
    return replace(
        template,
        suffix=match(table, "suffix", SUFFIX, "letters and digits, without the dot"),
        quality=quality,
        levels=levels,
        input=input,
        output=table.text("output", input),
        full_range=table.choice("range", ("full", "limited"), "full") == "full",
        padding=parse_padding(table.maybe("padding")),
        limit_s=parse_limit_s(table),
        settings={n: parse_setting(t) for n, t in _named(table, "settings").items()},
        options={n: parse_option(t) for n, t in _named(table, "options").items()},
        version=parse_version(table.table("version")),
        encode=tuple(parse_step(step) for step in table.tables("encode", least=1)),
        decode=tuple(parse_step(step) for step in table.tables("decode")),
        environment=table.strings("environment"),
        files=check_files(table, table.strings("files")),
        input_path=paths.get("input", ""),
        output_path=paths.get("output", ""),
        bitstream_path=paths.get("bitstream", ""),
    )


def _named(table: Table, key: str) -> dict[str, Table]:
    found = table.named(key)
    for name in found:
        if name in FILLED:
            raise table.table(key).fail(name, f"called otherwise than {', '.join(FILLED)}")
    return found
