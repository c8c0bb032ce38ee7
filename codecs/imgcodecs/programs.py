"""External programs: an argument list, a time limit, a temporary folder, one error type."""

from __future__ import annotations

import os
import re
import select
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from imgcodecs.errors import CodecError

LIMIT_S = 3600.0  # a 12-megapixel image through the slowest preset stays well below
LAST_LINES = 5
MOST_CHARACTERS = 400  # of a program's words in an error
NO_NOISE = re.compile(r"(?!)")  # matches nothing
_least_limit_s: ContextVar[float] = ContextVar("least_limit_s", default=float("inf"))


@contextmanager
def limit_programs(limit_s: float | None) -> Iterator[None]:
    """Give every program that runs inside this context at most so many seconds; None: its own."""
    token = _least_limit_s.set(min(limit_s or float("inf"), _least_limit_s.get()))
    try:
        yield
    finally:
        _least_limit_s.reset(token)


def run_program(
    *,
    codec: str,
    argv: Sequence[str],
    files: Mapping[str, bytes] | None = None,
    output: str | None = None,
    limit_s: float = LIMIT_S,
    noise: re.Pattern[str] = NO_NOISE,
) -> bytes:
    """Run a program in a fresh temporary folder and return what it made.

    Parameters
    ----------
    codec : str
        Name for error messages.
    argv : sequence of str
        Program and arguments; never goes through a shell.
    files : mapping of str to bytes, optional
        Files to put into the folder first, by plain name.
    output : str, optional
        File in the folder to return; without it, the standard output is returned.
    limit_s : float
        Seconds after which the program is ended.
    noise : pattern
        What to leave out when the program's words are quoted: lines that tell nothing.

    Raises
    ------
    CodecError
        The program is missing, fails, takes too long or leaves no output.
    """
    with tempfile.TemporaryDirectory(prefix="imgcodecs-") as name:
        folder = Path(name)
        for file_name, content in (files or {}).items():
            (folder / file_name).write_bytes(content)
        printed = run_in_folder(codec=codec, argv=argv, folder=folder, limit_s=limit_s, noise=noise)
        if output is None:
            return printed
        if not (folder / output).is_file():
            raise CodecError(codec, f"{Path(argv[0]).name} wrote no {output}")
        return (folder / output).read_bytes()


def run_in_folder(
    *,
    codec: str,
    argv: Sequence[str],
    folder: Path,
    limit_s: float = LIMIT_S,
    environment: Mapping[str, str] | None = None,
    with_complaints: bool = False,
    noise: re.Pattern[str] = NO_NOISE,
) -> bytes:
    """Run a program in a folder and return what it printed.

    Parameters are those of ``run_program``; ``environment`` is added to this process's own, and
    ``with_complaints`` puts the standard error among what is returned. All that the program has
    started ends with it when its time is over, or when this process is interrupted.
    """
    program = Path(argv[0]).name
    limit_s = min(limit_s, _least_limit_s.get())
    # Into files, not pipes: a pipe stays open for as long as any descendant of the program lives.
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        with _refusals(codec, program):
            process = subprocess.Popen(
                list(argv),
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said if with_complaints else complained,
            )
        try:
            status = _wait(process, limit_s)
        except subprocess.TimeoutExpired:
            raise CodecError(codec, f"{program} took more than {limit_s:g} s") from None
        finally:
            _end(process)
        said.seek(0)
        printed = said.read()
        if status != 0:
            complained.seek(0)
            words = _last_words(complained.read(), noise) or _last_words(printed, noise)
            words = words or "it said nothing"
            raise CodecError(codec, f"{program} ended with status {status}: {words}")
    return printed


@contextmanager
def _refusals(codec: str, program: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, PermissionError):
        raise CodecError(codec, f"{program} is not installed", missing=True) from None
    except OSError as error:  # not for this kind of machine, say
        raise CodecError(codec, f"{program} cannot be run: {error.strerror}") from None


def _wait(process: subprocess.Popen[bytes], limit_s: float) -> int:
    # With a limit, Popen.wait looks only every 50 ms whether the program has ended; the kernel
    # says so at once.
    if hasattr(os, "pidfd_open"):
        handle = os.pidfd_open(process.pid)
        try:
            waiting = select.poll()
            waiting.register(handle, select.POLLIN)
            if not waiting.poll(min(limit_s * 1000, 2**31 - 1)):
                raise subprocess.TimeoutExpired(process.args, limit_s)
        finally:
            os.close(handle)
        return process.wait()
    return process.wait(timeout=limit_s)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program that still runs, with all its descendants."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for descendant in family:
        try:
            descendant.kill()
        except psutil.NoSuchProcess:
            continue  # it ended by itself
    process.wait()


def _last_words(output: bytes, noise: re.Pattern[str]) -> str:
    """Last lines of what a program printed, as one line."""
    lines = (noise.sub("", line).strip() for line in output.decode(errors="replace").splitlines())
    words = " | ".join([line for line in lines if line][-LAST_LINES:])
    return words if len(words) <= MOST_CHARACTERS else f"…{words[-MOST_CHARACTERS:]}"
