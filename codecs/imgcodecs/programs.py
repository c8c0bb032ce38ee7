"""External programs: an argument list, a time limit, a temporary folder, one error type."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from imgcodecs.errors import CodecError

LIMIT_S = 3600.0  # a 12-megapixel image through the slowest preset stays well below
LAST_LINES = 5


def run_program(
    *,
    codec: str,
    argv: Sequence[str],
    files: Mapping[str, bytes] | None = None,
    output: str | None = None,
    limit_s: float = LIMIT_S,
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

    Raises
    ------
    CodecError
        The program is missing, fails, takes too long or leaves no output.
    """
    with tempfile.TemporaryDirectory(prefix="imgcodecs-") as name:
        folder = Path(name)
        for file_name, content in (files or {}).items():
            (folder / file_name).write_bytes(content)
        printed = _run(codec=codec, argv=argv, folder=folder, limit_s=limit_s)
        if output is None:
            return printed
        if not (folder / output).is_file():
            raise CodecError(codec, f"{Path(argv[0]).name} wrote no {output}")
        return (folder / output).read_bytes()


def _run(*, codec: str, argv: Sequence[str], folder: Path, limit_s: float) -> bytes:
    program = Path(argv[0]).name
    try:
        done = subprocess.run(
            list(argv),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            check=True,
        )
    except (FileNotFoundError, PermissionError):
        raise CodecError(codec, f"{program} is not installed", missing=True) from None
    except subprocess.TimeoutExpired:
        raise CodecError(codec, f"{program} took more than {limit_s:g} s") from None
    except subprocess.CalledProcessError as error:
        said = f"{program} ended with status {error.returncode}: {_last_lines(error.stderr)}"
        raise CodecError(codec, said) from None
    return done.stdout


def _last_lines(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return "\n".join(lines[-LAST_LINES:]) or "it said nothing"
