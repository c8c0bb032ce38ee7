"""Parameters, and multiply-accumulates a pixel, of each part of a model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.integers import IntegerConv
from imgcodecs.learned.model import PicoStyleModel

SIDE = 128  # pixels of the picture that is counted on
ENCODER = ("g_a", "h_a")  # what only an encoder has
DECODER = ("g_s", "scale_decoder", "context_decoder", "z_prior")
# An encoder runs the two hyper decoders too: it must know what the decoder will make of z.
ENCODE = (*ENCODER, "scale_decoder", "context_decoder")
DECODE = ("g_s", "scale_decoder", "context_decoder")


@dataclass(frozen=True, slots=True)
class Count:
    """One part, or a sum of parts."""

    part: str
    parameters: int
    kmac_per_pixel: float  # thousands of multiply-accumulates of its convolutions


def count_model(config: ModelConfig) -> tuple[Count, ...]:
    """Count each part, then what stands on the encoder's and the decoder's side."""
    model = PicoStyleModel(config)
    macs = _count_macs(model)
    parts = {
        name: Count(name, sum(p.numel() for p in part.parameters()), macs.get(name, 0) / 1000)
        for name, part in model.named_children()
    }
    totals = (
        _add("encoder's own", parts, ENCODER, ENCODER),
        _add("decoder", parts, DECODER, DECODE),
        _add("to encode", parts, (*ENCODER, *DECODER[1:]), ENCODE),
        _add("to decode", parts, DECODER, DECODE),
    )
    return (*parts.values(), *totals)


def _add(
    name: str, parts: dict[str, Count], stored: tuple[str, ...], run: tuple[str, ...]
) -> Count:
    parameters = sum(parts[part].parameters for part in stored)
    return Count(name, parameters, sum(parts[part].kmac_per_pixel for part in run))


@torch.no_grad()
def _count_macs(model: PicoStyleModel) -> dict[str, float]:
    """Multiply-accumulates a pixel by name of the part."""
    counted: dict[str, float] = {}
    with _watch_convolutions(model, counted):
        model(torch.zeros(1, 3, SIDE, SIDE), torch.zeros(1), noise=None)
    return counted


@contextmanager
def _watch_convolutions(model: nn.Module, counted: dict[str, float]) -> Iterator[None]:
    hooks = []
    for name, module in model.named_modules():
        if isinstance(module, ConvScale | IntegerConv):
            part = name.split(".")[0]

            def add(conv: nn.Module, _: object, output: Tensor, part: str = part) -> None:
                macs = conv.get_parameter("weight")[0].numel() * output.numel() / SIDE**2
                counted[part] = counted.get(part, 0) + macs

            hooks.append(module.register_forward_hook(add))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
