"""The version of an external program, asked once for each state of its file."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import fields

from imgcodecs.errors import CodecError
from imgcodecs.external.placeholders import fill
from imgcodecs.external.template import Template

LIMIT_S = 10.0  # a program that has to think longer about its version is broken
MOST_CHARACTERS = 120
DECISIVE = (
    *("levels", "input", "output", "full_range", "padding", "encode", "decode"),
    *("environment", "files", "input_path", "output_path", "bitstream_path"),
)


def find_version(
    template: Template, *, places: Mapping[str, str], variables: Mapping[str, str]
) -> str:
    """Version of the program, and a digest of what else decides every byte.

    The version is that of the researcher's word, of the template's, or of the program's own. The
    digest is of the template's command lines, and of the files and programs that settings name:
    nothing made before a change of those is taken for made after it: ``"23.4 (set-up 1f0c22aa)"``.

    Raises
    ------
    CodecError
        The program does not print what the template expects.
    """
    stated = variables.get(template.version.variable, "") or template.version.text
    version = stated or _ask_program(template, places)
    return f"{version[:MOST_CHARACTERS]} (set-up {_digest(template, places)})"


def _ask_program(template: Template, places: Mapping[str, str]) -> str:
    rule = template.version
    argv = tuple(fill(word, places) for word in rule.argv)
    try:
        printed = _ask(argv, _stamp(argv[0]))
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = _explain(template, argv, str(error))
        raise CodecError(template.name, reason, missing=True) from None
    found = re.search(rule.pattern, printed, re.MULTILINE)
    if not found or not found[1].strip():
        said = printed.strip().splitlines()[:1] or ["nothing"]
        problem = f"it said {said[0][:MOST_CHARACTERS]!r}"
        raise CodecError(template.name, _explain(template, argv, problem), missing=True)
    return " ".join(found[1].split())


def _digest(template: Template, places: Mapping[str, str]) -> str:
    decisive = {f.name: getattr(template, f.name) for f in fields(template) if f.name in DECISIVE}
    hashed = hashlib.sha256(repr(decisive).encode())
    for name, setting in template.settings.items():
        if setting.kind in ("file", "program") and os.path.isfile(places[name]):
            hashed.update(_digest_file(places[name], _stamp(places[name])))
    return hashed.hexdigest()[:8]


@functools.lru_cache(maxsize=256)
def _digest_file(path: str, stamp: tuple[int, int]) -> bytes:
    with open(path, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


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
