"""What the parts of a template must agree on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from imgcodecs.external.formats import parse_format
from imgcodecs.external.placeholders import fill, find_names
from imgcodecs.external.table import TemplateError
from imgcodecs.external.template import FILLED, Step, Template


def check_template(template: Template, *, where: str) -> None:
    """Raise TemplateError, which names the key, for the first thing that cannot work."""
    for key, problem in _find_problems(template):
        raise TemplateError(f"{where}: {key} {problem}")


def _find_problems(template: Template) -> Iterator[tuple[str, str]]:
    yield from _check_settings(template)
    yield from _check_formats(template)
    places, options = set(template.settings), set(template.options)
    yield from _check_names("version.argv", template.version.argv, places)
    encoding = places | options | set(FILLED) - (set() if template.joint else {"output"})
    decoding = places | options | set(FILLED) - {"input", "quality", "level"}
    for key, steps, allowed in (
        ("encode", template.encode, encoding),
        ("decode", template.decode, decoding),
    ):
        for number, step in enumerate(steps, 1):
            yield from _check_names(f"{key}[{number}].argv", step.argv, allowed)
            yield from _check_names(f"{key}[{number}].folder", [step.folder], places)
    yield from _check_names("files", template.files.values(), encoding)
    yield from _check_names("environment", template.environment.values(), places)
    paths = (template.input_path, template.output_path, template.bitstream_path)
    yield from _check_names("paths", paths, {"quality", "level"})
    yield from _check_flow(template)


def _check_settings(template: Template) -> Iterator[tuple[str, str]]:
    for name in sorted(set(template.settings) & set(template.options)):
        yield f"options.{name}", "is the name of a setting too"
    programs = {f"{{{name}}}" for name, s in template.settings.items() if s.kind == "program"}
    for key, argv in _list_commands(template):
        if find_names(argv[0]) and argv[0] not in programs:
            yield key, f"must begin with a program, got {argv[0]!r}"
    for name, setting in template.settings.items():
        earlier = list(template.settings)[: list(template.settings).index(name)]
        if setting.beside and setting.beside not in earlier:
            yield f"settings.{name}.beside", "must name a setting above it"


def _check_formats(template: Template) -> Iterator[tuple[str, str]]:
    for key, text in (("input", template.input), ("output", template.output)):
        yield from _check_names(key, [text], set(template.options))
        names = sorted(find_names(text) & set(template.options))
        for name in names:
            if not template.options[name].choices:
                yield key, f"can use an option with choices only, not {{{name}}}"
        for values in product(*(template.options[name].choices for name in names)):
            chosen = {name: str(value) for name, value in zip(names, values, strict=True)}
            try:
                parse_format(fill(text, chosen))
            except (ValueError, KeyError) as error:
                yield key, str(error)


def _check_names(key: str, texts: Iterable[str], allowed: set[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for name in sorted(find_names(text) - allowed):
            yield (
                key,
                f"has the unknown placeholder {{{name}}}; known: {', '.join(sorted(allowed))}",
            )


def _check_flow(template: Template) -> Iterator[tuple[str, str]]:
    """Each direction must be told where its files are, unless their names are fixed."""
    encoding = _mentioned(template.encode) | find_names("".join(template.files.values()))
    if template.joint and not template.output_path and "output" not in encoding:
        yield (
            "encode",
            "must mention {output}, or paths.output must be given: there is no [[decode]]",
        )
    if not template.bitstream_path and "bitstream" not in encoding:
        yield "encode", "must mention {bitstream}, or paths.bitstream must be given"
    if not template.input_path and "input" not in encoding:
        yield "encode", "must mention {input}, or paths.input must be given"
    decoding = _mentioned(template.decode)
    if template.decode and "bitstream" not in decoding:
        yield "decode", "must mention {bitstream}"
    if template.decode and not template.output_path and "output" not in decoding:
        yield "decode", "must mention {output}, or paths.output must be given"


def _list_commands(template: Template) -> Iterator[tuple[str, tuple[str, ...]]]:
    if template.version.argv:
        yield "version.argv", template.version.argv
    for key, steps in (("encode", template.encode), ("decode", template.decode)):
        for number, step in enumerate(steps, 1):
            yield f"{key}[{number}].argv", step.argv


def _mentioned(steps: Iterable[Step]) -> set[str]:
    return {name for step in steps for text in step.argv for name in find_names(text)}
