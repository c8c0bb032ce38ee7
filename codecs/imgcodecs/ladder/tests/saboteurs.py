"""Codecs that misbehave, for what surrounds codecs."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.programs import run_program
from imgcodecs.tests.fakes import Stretchy
from imgcodecs.types import Image


@dataclass
class Deadly(Stretchy):
    """Its worker dies: at every encode, or only at the first where a file is named."""

    name: str = "deadly"
    only_once: str = ""

    def encode(self, image: Image, quality: float) -> bytes:
        if not (self.only_once and Path(self.only_once).exists()):
            if self.only_once:
                Path(self.only_once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(image, quality)


@dataclass
class Stuck(Stretchy):
    """Never comes back, in this process."""

    name: str = "stuck"

    def encode(self, image: Image, quality: float) -> bytes:
        time.sleep(600)
        raise AssertionError("it came back")


@dataclass
class Program(Stretchy):
    """Runs ``code`` in Python as its encoder, which is to write a file ``stream``."""

    name: str = "program"
    code: str = "import time; time.sleep(600)"

    def encode(self, image: Image, quality: float) -> bytes:
        argv = [sys.executable, "-c", self.code, f"{quality:g}"]
        run_program(codec=self.name, argv=argv, output="stream")
        return super().encode(image, quality)


@dataclass
class Elsewhere(Stretchy):
    """Has the version that the environment of its process says."""

    name: str = "elsewhere"

    @property
    def version(self) -> str:
        return os.environ.get("ELSEWHERE_VERSION", "1.0")
