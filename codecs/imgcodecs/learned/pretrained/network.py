"""Runs an ONNX file as a PyTorch module, so that gradients flow through it to its input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from imgcodecs.learned.pretrained.operators import OPERATORS, Node
from imgcodecs.learned.pretrained.simplifying import Weights, count_users, simplify


class OnnxNetwork(nn.Module):
    """A frozen network of one input, read from an ONNX file.

    ::

        x --> the steps that the wanted layers need, in the file's order --> layers

    Parameters
    ----------
    path : Path
        The ONNX file.
    layers : sequence of str
        Names of values in the graph; ``forward`` returns them in this order.
    """

    def __init__(self, path: Path, layers: Sequence[str]) -> None:
        super().__init__()
        nodes, weights, self.entry = read_graph(path)
        nodes, weights = simplify(nodes, weights)
        self.layers = tuple(layers)
        self.nodes = prune(nodes, self.layers)
        for operator in {node.operator for node in self.nodes} - set(OPERATORS):
            raise ValueError(f"{path.name} uses {operator}, known are {sorted(OPERATORS)}")
        used = count_users(self.nodes)
        self.slots = {name: f"w{place}" for place, name in enumerate(weights) if name in used}
        for name, slot in self.slots.items():
            self.register_buffer(slot, weights[name], persistent=False)

    def forward(self, x: Tensor) -> list[Tensor]:
        """Values of the wanted layers."""
        known = {self.entry: x}
        users = count_users(self.nodes)
        for node in self.nodes:
            inputs = [self._find(name, known) for name in node.inputs if name]
            known[node.output] = OPERATORS[node.operator](node, inputs)
            for name in node.inputs:  # what nobody reads any more makes room
                users[name] -= 1
                if not users[name] and name not in self.layers:
                    known.pop(name, None)
        return [known[name] for name in self.layers]

    def _find(self, name: str, known: dict[str, Tensor]) -> Tensor:
        if name in known:
            return known[name]
        weight: Tensor = getattr(self, self.slots[name])
        return weight


def prune(nodes: Sequence[Node], layers: Sequence[str]) -> tuple[Node, ...]:
    """Keep the steps that the layers need."""
    missing = sorted(set(layers) - {node.output for node in nodes})
    if missing:
        raise ValueError(f"the network has no layer {missing[0]!r}")
    wanted, kept = set(layers), []
    for node in reversed(nodes):
        if node.output in wanted:
            wanted.update(node.inputs)
            kept.append(node)
    return tuple(reversed(kept))


def read_graph(path: Path) -> tuple[list[Node], Weights, str]:
    """Read the steps, the weights and the name of the input."""
    import onnx  # here: only training and measuring need it

    graph = onnx.load(str(path)).graph
    weights = {tensor.name: _read_tensor(tensor) for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        nodes.append(Node(node.op_type, tuple(node.input), node.output[0], attributes))
    return nodes, weights, graph.input[0].name


def _read_tensor(tensor: object) -> Tensor:
    from onnx import numpy_helper

    return torch.from_numpy(numpy_helper.to_array(tensor).copy())  # type: ignore[arg-type]
