"""From a model in training to one that codes: whole numbers frozen, scales folded."""

from __future__ import annotations

import copy

import torch

from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.index_table import IndexTable
from imgcodecs.learned.integers import IntegerConv
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.tables import pack_tables


def freeze_model(model: PicoStyleModel) -> PicoStyleModel:
    """Copy a model in the form it is shipped in; the one given can be trained on."""
    frozen = copy.deepcopy(model)
    for module in frozen.modules():
        if isinstance(module, ConvScale):
            module.fold()
        if isinstance(module, IntegerConv | IndexTable):
            module.freeze()
    reaches, counts = pack_tables()
    frozen.register_buffer("reaches", torch.from_numpy(reaches))
    frozen.register_buffer("counts", torch.from_numpy(counts))
    return frozen.requires_grad_(False).eval()
