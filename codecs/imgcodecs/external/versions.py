"""The version of an external program, asked once for each state of its file."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Mapping

from imgcodecs.errors import CodecError
from imgcodecs.external.placeholders import fill
from imgcodecs.external.template import Template

LIMIT_S = 10.0  # a program that has to think longer about its version is broken
MOST_CHARACTERS = 120


def find_version(
    template: Template, *, places: Mapping[str, str], variables: Mapping[str, str]
) -> str:
    """Version by the researcher's word, by the template's, or by the program's own.

    Raises
    ------
    CodecError
        The program does not print what the template expects.
    """
    rule = template.version
    stated = variables.get(rule.variable, "") or rule.text
    if stated:
        return stated[:MOST_CHARACTERS]
    argv = tuple(fill(word, places) for word in rule.argv)
    try:
        printed = _ask(argv, _stamp(argv[0]))
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CodecError(
            template.name, _explain(template, argv, str(error)), missing=True
        ) from None
    found = re.search(rule.pattern, printed, re.MULTILINE)
    if not found or not found[1].strip():
        said = printed.strip().splitlines()[:1] or ["nothing"]
        problem = f"it said {said[0][:MOST_CHARACTERS]!r}"
        raise CodecError(template.name, _explain(template, argv, problem), missing=True)
    return " ".join(found[1].split())[:MOST_CHARACTERS]


def _explain(template: Template, argv: tuple[str, ...], problem: str) -> str:
    variable = template.version.variable
    advice = f"; set {variable} to say it" if variable else ""
    return f"{os.path.basename(argv[0])} did not tell its version: {problem}{advice}"


@functools.lru_cache(maxsize=256)
def _ask(argv: tuple[str, ...], stamp: tuple[int, int]) -> str:
    # Reference encoders print their version with their help, and end with any status; only the
    # stamp of the file, unused here, makes the answer stale.
    done = subprocess.run(
        argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False
    )
    return (done.stdout + b"\n" + done.stderr).decode(errors="replace")


def _stamp(program: str) -> tuple[int, int]:
    state = os.stat(program) if os.path.sep in program else None
    return (state.st_mtime_ns, state.st_size) if state else (0, 0)
