"""The two jobs of a worker: encode an image once, or decode a file and measure it.

A job carries all it needs but the image, and gives back bytes: workers need no shared disk.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from imgcodecs.blind import quick_png_bytes
from imgcodecs.cache import Encoded
from imgcodecs.errors import CodecError
from imgcodecs.harness import decode_timed, encode_timed, run_timed
from imgcodecs.metrics import Measures, measure_pair, psnr_db
from imgcodecs.programs import limit_programs
from imgcodecs.types import Codec, Image

Level = Literal["none", "fast", "all"]  # fast: PSNR alone
LONGEST_S = 86_400.0  # for coders inside the process; programs have limits of their own
GRACE_S = 2.0  # in which a program that is over its limit is ended and reported by name

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measured:
    """A decoded image, as a blinded PNG file, with its times and measures."""

    png: bytes
    decode_s: float  # wall time
    decode_cpu_s: float
    measures: Measures | None  # None at level "none"
    measure_cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a job gave nothing; one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class Died:
    """The worker's process ended while it did the job."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The job was not done, through no fault of its own."""


@dataclass(frozen=True, slots=True, eq=False)  # a job is itself, however alike another may be
class Encode:
    """Encode the image at one step of the quality parameter."""

    codec: Codec
    version: str  # of the codec, where the run was started
    limit_s: float | None
    index: int

    def run(self, image: Image) -> Encoded:
        """Do it."""
        data, spent = encode_timed(self.codec, image, self.codec.quality.value_at(self.index))
        return Encoded(data, spent.wall_s, spent.cpu_s)


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """Decode a file of the codec and compare it with the image."""

    codec: Codec
    version: str
    limit_s: float | None
    index: int
    data: bytes
    level: Level

    def run(self, image: Image) -> Measured:
        """Do it."""
        decoded, spent = decode_timed(self.codec, self.data, image.shape)
        measures, measuring = run_timed(lambda: measure(image, decoded, self.level))
        png = quick_png_bytes(decoded)
        return Measured(png, spent.wall_s, spent.cpu_s, measures, measuring.cpu_s)


Job = Encode | Measure
Reply = Encoded | Measured | Refused
Outcome = Reply | Died | Lost


def run_job(job: Job, image: Image) -> Reply:
    """Do a job; whatever the codec does wrong becomes the reason of a refusal."""
    try:
        if job.codec.version != job.version:
            return Refused(_describe_mismatch(job))
        with limit_programs(job.limit_s):
            return job.run(image)
    except CodecError as error:
        return Refused(_flatten(error.message))
    except (ValueError, OSError) as error:
        return Refused(_flatten(str(error)))
    except Exception as error:
        # A codec is foreign code, and what it raises must not cost the images of all the others.
        logger.exception("%s failed", job.codec.name)
        return Refused(_flatten(f"{type(error).__name__}: {error}"))


def run_job_guarded(job: Job, image: Image) -> Reply:
    """Do a job in a process that is there for jobs alone, and may end with one that hangs."""
    # Dask's setting for its own processes would slow down the encoders that inherit it.
    os.environ.pop("MALLOC_TRIM_THRESHOLD_", None)
    with _end_after((job.limit_s or LONGEST_S) + GRACE_S):
        return run_job(job, image)


def measure(reference: Image, distorted: Image, level: Level) -> Measures | None:
    """Take the measures of a level; None at level "none"."""
    if level == "none":
        return None
    if level == "all":
        return measure_pair(reference, distorted)
    return Measures(psnr_db(reference, distorted), ms_ssim=None, vmaf=None, ssimulacra2=None)


@contextmanager
def _end_after(seconds: float) -> Iterator[None]:
    # This clock runs outside the interpreter: it goes off even in a library that never returns.
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _describe_mismatch(job: Job) -> str:
    return (
        f"the worker on {socket.gethostname()} has {job.codec.version}, "
        f"the run was started with {job.version}"
    )


def _flatten(text: str) -> str:
    # Control characters of a foreign program must reach no terminal and no database.
    plain = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(plain.split()) or "it said nothing"
