"""The ffmpeg that imageio-ffmpeg carries: where it is, which encoders it has, how it is called."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]

from imgcodecs.errors import CodecError
from imgcodecs.programs import LIMIT_S, run_in_folder, run_program

ORIGIN = "imageio-ffmpeg"
QUIET = ("-hide_banner", "-nostdin", "-v", "error", "-y")
# Work fans out over images; a coder that did so too would lie about its time.
ONE_THREAD = ("-threads", "1")
# Where in memory ffmpeg's parts lie, and the lines in which each part repeats that another failed.
NOISE = re.compile(
    r" @ 0x[0-9a-f]+"
    r"|.*(Task finished with error|Terminating thread|Nothing was written"
    r"|Could not open encoder before EOF|Last message repeated).*"
)

# ffmpeg's encoder -> (its library, how that says its version while it starts).
LIBRARIES = {
    "libaom-av1": ("libaom", re.compile(r"\[libaom-av1[^]]*\] v?(\d+\.\d\S*)")),
    "libvvenc": ("vvenc", re.compile(r"libvvenc version: (\S+)")),
    "libx265": ("x265", re.compile(r"HEVC encoder version (\S+)")),
}


def find_ffmpeg(codec: str) -> str:
    """Path of the bundled ffmpeg; CodecError(missing=True) when there is none."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise CodecError(codec, "imageio-ffmpeg has no ffmpeg here", missing=True) from None


def describe_encoder(*, codec: str, encoder: str) -> str:
    """Name library and ffmpeg build, ``"libaom 3.15.1 in ffmpeg n9.0"``; CodecError when missing.

    A library that does not say its version is named as ffmpeg names it.
    """
    program = find_ffmpeg(codec)
    if encoder not in _list_encoders(program):
        raise CodecError(codec, f"{program} is built without {encoder}", missing=True)
    return f"{_read_library(program, encoder)} in ffmpeg {_read_version(program)}"


def run_ffmpeg(
    *,
    codec: str,
    arguments: Sequence[str],
    files: Mapping[str, bytes],
    output: str,
    limit_s: float = LIMIT_S,
) -> bytes:
    """Run ffmpeg in a fresh folder and return the file it wrote; see ``run_program``."""
    return run_program(
        codec=codec,
        argv=[find_ffmpeg(codec), *QUIET, *arguments],
        files=files,
        output=output,
        limit_s=limit_s,
        noise=NOISE,
    )


def decode_png16(data: bytes) -> bytes:
    """Decode a 16-bit PNG file to rgb48le; errors in its data are errors here."""
    return run_ffmpeg(
        codec="png",
        arguments=[
            *(*ONE_THREAD, "-err_detect", "crccheck+explode", "-xerror"),
            *("-f", "png_pipe", "-i", "image.png", "-frames:v", "1"),
            *("-f", "rawvideo", "-pix_fmt", "rgb48le", "image.rgb"),
        ],
        files={"image.png": data},
        output="image.rgb",
    )


@functools.cache
def _list_encoders(program: str) -> frozenset[str]:
    listed = run_program(codec="ffmpeg", argv=[program, "-hide_banner", "-encoders"]).decode()
    return frozenset(line.split()[1] for line in listed.splitlines() if len(line.split()) > 1)


@functools.cache
def _read_version(program: str) -> str:
    first_line = run_program(codec="ffmpeg", argv=[program, "-version"]).decode().split("\n")[0]
    return first_line.removeprefix("ffmpeg version ").split(" ")[0]


@functools.cache
def _read_library(program: str, encoder: str) -> str:
    # Only while it encodes does a library print its version, hence one tiny frame.
    library, pattern = LIBRARIES[encoder]
    argv = [program, "-hide_banner", "-nostdin", "-v", "verbose", *ONE_THREAD]
    argv += ["-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", "64x64", "-i", "frame.yuv"]
    argv += ["-c:v", encoder, "-f", "null", "-"]
    with tempfile.TemporaryDirectory(prefix="imgcodecs-") as name:
        folder = Path(name)
        (folder / "frame.yuv").write_bytes(bytes(64 * 64 * 3))
        try:
            said = run_in_folder(codec="ffmpeg", argv=argv, folder=folder, with_complaints=True)
        except CodecError:
            return encoder  # an ffmpeg of somebody's own, whose encoder wants other settings
    found = pattern.search(said.decode(errors="replace"))
    return f"{library} {found[1]}" if found else encoder
