"""The few ONNX operators of a convolutional network, in PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Node:
    """One step of the graph."""

    operator: str  # a key of OPERATORS
    inputs: tuple[str, ...]  # empty names stand for inputs that are left out
    output: str
    attributes: Mapping[str, Any]


Operator = Callable[[Node, list[Tensor]], Tensor]


def convolve(node: Node, inputs: list[Tensor]) -> Tensor:
    """Conv, with the padding that its attributes ask for."""
    x, weight, *bias = inputs
    x, pads = pad(node, x)
    strides, dilations = node.attributes["strides"], node.attributes.get("dilations", [1, 1])
    kept = bias[0] if bias else None
    return F.conv2d(x, weight, kept, strides, pads, dilations, node.attributes.get("group", 1))


def deconvolve(node: Node, inputs: list[Tensor]) -> Tensor:
    """ConvTranspose without padding of the output."""
    x, weight, *bias = inputs
    top, left = node.attributes.get("pads", [0, 0, 0, 0])[:2]
    kept = bias[0] if bias else None
    return F.conv_transpose2d(x, weight, kept, node.attributes["strides"], (top, left))


def pool(node: Node, inputs: list[Tensor]) -> Tensor:
    """MaxPool."""
    x, pads = pad(node, inputs[0])
    return F.max_pool2d(x, node.attributes["kernel_shape"], node.attributes["strides"], pads)


def pad(node: Node, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
    """Apply lopsided padding to ``x``; even padding is left to the operator, which is faster."""
    if node.attributes.get("auto_pad") == b"SAME_UPPER":
        spare = [side - 1 for side in node.attributes["kernel_shape"]]
        if list(node.attributes["strides"]) != [1, 1]:
            raise ValueError(f"SAME_UPPER is read with strides of 1 only, got {node}")
        top, left = spare[0] // 2, spare[1] // 2
        return F.pad(x, (left, spare[1] - left, top, spare[0] - top)), (0, 0)
    top, left, bottom, right = node.attributes.get("pads", [0, 0, 0, 0])
    if (top, left) == (bottom, right):
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom)), (0, 0)


def resize(node: Node, inputs: list[Tensor]) -> Tensor:
    """Resize by whole factors, to the nearest: the only kind a feature pyramid needs."""
    scales = next(given for given in inputs[1:] if given.numel() == 4)
    if node.attributes.get("mode", b"nearest") != b"nearest":
        raise ValueError(f"Resize is read in mode nearest only, got {node.attributes['mode']!r}")
    return F.interpolate(inputs[0], scale_factor=scales[2:].tolist(), mode="nearest")


def squash(node: Node, inputs: list[Tensor]) -> Tensor:
    """HardSigmoid."""
    alpha, beta = node.attributes.get("alpha", 0.2), node.attributes.get("beta", 0.5)
    return torch.clamp(inputs[0] * alpha + beta, 0.0, 1.0)


def average(node: Node, inputs: list[Tensor]) -> Tensor:
    """GlobalAveragePool, and ReduceMean over given axes."""
    axes = node.attributes.get("axes", [2, 3])
    return inputs[0].mean(axes, keepdim=bool(node.attributes.get("keepdims", 1)))


OPERATORS: dict[str, Operator] = {
    "Add": lambda node, inputs: inputs[0] + inputs[1],
    "Concat": lambda node, inputs: torch.cat(inputs, node.attributes["axis"]),
    "Conv": convolve,
    "ConvTranspose": deconvolve,
    "Div": lambda node, inputs: inputs[0] / inputs[1],
    "Erf": lambda node, inputs: torch.erf(inputs[0]),
    "Gelu": lambda node, inputs: F.gelu(inputs[0]),
    "GlobalAveragePool": average,
    "HardSigmoid": squash,
    "Identity": lambda node, inputs: inputs[0],
    "MaxPool": pool,
    "Mul": lambda node, inputs: inputs[0] * inputs[1],
    "ReduceMean": average,
    "Relu": lambda node, inputs: F.relu(inputs[0]),
    "Resize": resize,
    "Sigmoid": lambda node, inputs: torch.sigmoid(inputs[0]),
}
