"""The text detector that the package ``rapidocr`` carries, and its early layers as features.

Package rapidocr 3.10.0 (Apache-2.0), file ``models/PP-OCRv6_det_small.onnx``: PP-OCRv6_small_det of
PaddleOCR (Apache-2.0, copyright Baidu), a differentiable binarisation detector on a small
convolutional backbone. The package is read for this file alone and never imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from imgcodecs.errors import CodecError
from imgcodecs.learned.pretrained.network import OnnxNetwork

PACKAGE, FILE = "rapidocr", "models/PP-OCRv6_det_small.onnx"
DIGEST = "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"  # SHA-256
# The end of the stem at half the resolution, and ends of blocks at a quarter and an eighth of it.
FEATURE_LAYERS = ("p2o.pd_op.relu.0.0", "p2o.pd_op.add.14.0", "p2o.pd_op.add.27.0")
PROBABILITY_LAYER = "fetch_name_0"
STRIDE = 32  # pixels; sides must be multiples of it
LIKELY = 0.3  # probability from which the detector's own program takes a pixel as text
REACH = 9  # pixels; the map marks the cores of lines, which are this much thinner on each side


def find_weights() -> Path:
    """Path of the detector's file; CodecError with the command that installs it."""
    found = importlib.util.find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    path = Path(folders[0]) / FILE if folders else None
    if path is None or not path.is_file():
        told = f"{PACKAGE} is not installed: pip install --no-deps -r requirements-train.txt"
        raise CodecError("pico-style", told, missing=True)
    if hashlib.sha256(path.read_bytes()).hexdigest() != DIGEST:
        raise CodecError("pico-style", f"{FILE} of {PACKAGE} is not the one of version 3.10.0")
    return path


@cache
def load_features() -> OnnxNetwork:
    """Load the detector's early layers."""
    return OnnxNetwork(find_weights(), FEATURE_LAYERS).requires_grad_(False).eval()


@cache
def load_detector() -> OnnxNetwork:
    """Load the whole detector."""
    return OnnxNetwork(find_weights(), (PROBABILITY_LAYER,)).requires_grad_(False).eval()


def normalise(x: Tensor) -> Tensor:
    """Turn RGB of 0 to 1 into what the detector was trained on: BGR of -1 to 1."""
    return x.flip(1) * 2 - 1


@torch.no_grad()
def find_text(x: Tensor) -> Tensor:
    """Mark the pixels of text and their surroundings.

    Parameters
    ----------
    x : Tensor, shape (batch, 3, height, width)
        RGB, 0 to 1.

    Returns
    -------
    Tensor, shape (batch, 1, height, width)
        1 where there is text, else 0.
    """
    height, width = x.shape[-2:]
    spare = (0, -width % STRIDE, 0, -height % STRIDE)
    padded = F.pad(x, spare, mode="replicate")
    (probability,) = load_detector()(normalise(padded))
    likely = (probability[..., :height, :width] > LIKELY).to(x.dtype)
    return F.max_pool2d(likely, 2 * REACH + 1, 1, REACH)
