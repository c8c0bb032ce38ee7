"""PICO-style (ours) behind the door of every codec. torch is loaded with the first use."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from imgcodecs.errors import CodecError
from imgcodecs.harness import check_image
from imgcodecs.learned.failures import describe_failure
from imgcodecs.learned.header import VERSION, Header, find_model_id, unpack_file
from imgcodecs.types import Image, QualityRange

if TYPE_CHECKING:
    from imgcodecs.learned.engine import Engine

SHIPPED = Path(__file__).parent / "weights" / "tiny.safetensors"
NO_WEIGHTS = (
    "the weights that are shipped with it are missing; train others: "
    "python -m imgcodecs.learned train tiny --images DIR --out RUN"
)
SMALL = (64, 64, 3)  # of the picture that warms up
ENGINES = 2  # kept in memory
NEEDED = ("torch", "constriction", "safetensors")


@dataclass(frozen=True)
class PicoStyle:
    """A learned codec of PICO's published design; quality is its level, 0 to 100.

    ``threads`` is how many tiles the networks work on at once, each on one thread; the entropy
    coder has one more. Files are the same for any number.
    ``weights`` is "tiny" for those shipped, or the name of another weights file.
    """

    threads: int = 1
    weights: str = "tiny"

    name = "pico-style"
    label = "PICO-style (ours)"
    origin = "this project, after arXiv:2605.05148"
    suffix = "pso"
    quality = QualityRange(lowest=0, highest=100, step=1, higher_is_better=True)

    def __post_init__(self) -> None:
        """Refuse a number of threads that is none."""
        if not 1 <= self.threads <= 64:
            raise ValueError(f"{self.name}: threads must be from 1 to 64, got {self.threads!r}")

    @property
    def version(self) -> str:
        """Version of the format, id of the model, and version of torch."""
        try:
            versions = {package: importlib.metadata.version(package) for package in NEEDED}
        except importlib.metadata.PackageNotFoundError as error:
            raise CodecError(self.name, f"{error.name} is not installed", missing=True) from None
        return f"{VERSION} with model {self._model_id.hex()} in torch {versions['torch']}"

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"threads": self.threads, "weights": self.weights}

    def warm_up(self) -> None:
        """Load torch and the weights, and do once what either does once."""
        _warm_up(self, self._model_id)

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one quality level."""
        with self._reasons("encode: "):
            check_image(image)
            level = round(self.quality.check(quality))
        height, width = image.shape[:2]
        with self._reasons("encode "):  # what the header refuses, it names with the size
            header = Header(height, width, level, self._model_id)
        with self._reasons(f"encode {width}x{height} pixels: "):
            from imgcodecs.learned.coding import encode_image
            from imgcodecs.learned.threads import use_one_thread

            engine = self._load(header.model_id)
            with use_one_thread():
                return encode_image(engine, image, header, threads=self.threads)

    def decode(self, data: bytes) -> Image:
        """Decode a file made with the same model."""
        with self._reasons("decode: "):
            header, payloads = unpack_file(data)
            self._check_model(header.model_id)
            from imgcodecs.learned.coding import decode_image
            from imgcodecs.learned.threads import use_one_thread

            engine = self._load(header.model_id)
            with use_one_thread():
                return decode_image(engine, header, payloads, threads=self.threads)

    def _check_model(self, model_id: bytes) -> None:
        if model_id != self._model_id:
            raise ValueError(
                f"the file was made with model {model_id.hex()}, "
                f"the weights here are of model {self._model_id.hex()}"
            )

    @contextmanager
    def _reasons(self, deed: str) -> Iterator[None]:
        try:
            yield
        except (ValueError, MemoryError, RuntimeError) as error:  # PyTorch raises the last of these
            raise CodecError(self.name, f"cannot {deed}{describe_failure(error)}") from error
        except ModuleNotFoundError as error:
            raise CodecError(self.name, f"{error.name} is not installed", missing=True) from None

    @property
    def _path(self) -> Path:
        path = SHIPPED if self.weights == "tiny" else Path(self.weights)
        if not path.is_file():
            reason = NO_WEIGHTS if path == SHIPPED else f"there is no weights file {path}"
            raise CodecError(self.name, reason, missing=True)
        return path

    @property
    def _model_id(self) -> bytes:
        return _read_model_id(self._path, self._path.stat().st_mtime_ns)

    @property
    def _engine(self) -> Engine:
        return self._load(self._model_id)

    def _load(self, model_id: bytes) -> Engine:
        try:
            return _load_engine(self._path, model_id)
        except ValueError as error:
            raise CodecError(self.name, str(error)) from error


@functools.lru_cache(maxsize=8)
def _read_model_id(path: Path, changed_ns: int) -> bytes:
    return find_model_id(path.read_bytes())


@functools.lru_cache(maxsize=ENGINES)
def _warm_up(codec: PicoStyle, _model_id: bytes) -> None:
    # The first picture costs more than others even then: torch prepares itself as it goes.
    codec.decode(codec.encode(np.full(SMALL, 128, np.uint8), 50))


@functools.lru_cache(maxsize=ENGINES)
def _load_engine(path: Path, model_id: bytes) -> Engine:
    from imgcodecs.learned.engine import Engine
    from imgcodecs.learned.weights import load_weights

    engine = Engine(load_weights(path))
    # Where the file was replaced meanwhile, pictures would be made by weights they do not name.
    if find_model_id(path.read_bytes()) != model_id:
        raise ValueError(f"{path.name} has been changed since it was first read; start anew")
    return engine
