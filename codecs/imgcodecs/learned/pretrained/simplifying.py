"""Makes a graph shorter without changing what it computes, so that training through it is quicker.

Names of what remains are those of the file, so layers can be picked by them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from torch import Tensor

from imgcodecs.learned.pretrained.operators import Node

Weights = dict[str, Tensor]


def simplify(nodes: Sequence[Node], weights: Weights) -> tuple[list[Node], Weights]:
    """Drop identities, give convolutions their bias and write GELU as one step."""
    plain, kept = drop_identities(nodes, weights)
    biased, kept = join_biases(plain, kept)
    return join_gelus(biased, kept), kept


def drop_identities(nodes: Sequence[Node], weights: Weights) -> tuple[list[Node], Weights]:
    """Let the input of each identity bear the identity's name, the last of a chain."""
    names: dict[str, str] = {}
    for node in reversed(nodes):
        if node.operator == "Identity" and node.inputs[0] not in names:
            names[node.inputs[0]] = names.get(node.output, node.output)
    # An identity fed by a value that already goes by another name reads it by that name.
    aliases = {node.output: names[node.inputs[0]] for node in nodes if node.operator == "Identity"}

    def find(name: str) -> str:
        name = names.get(name, name)
        while name in aliases and aliases[name] != name:
            name = aliases[name]
        return name

    kept = [
        replace(node, inputs=tuple(map(find, node.inputs)), output=find(node.output))
        for node in nodes
        if node.operator != "Identity"
    ]
    return kept, {find(name): weight for name, weight in weights.items()}


def join_biases(nodes: Sequence[Node], weights: Weights) -> tuple[list[Node], Weights]:
    """Join each convolution with the addition of a value for each channel behind it."""
    users, known = count_users(nodes), dict(weights)
    makers = {node.output: node for node in nodes}
    joined: dict[str, Node] = {}  # name of the sum -> the convolution that now makes it
    for node in nodes:
        maker = makers.get(node.inputs[0]) if node.operator == "Add" else None
        bias = weights.get(node.inputs[1]) if maker else None
        if maker and bias is not None and users[maker.output] == 1 and _is_bias(maker, bias):
            name = f"{node.inputs[1]}.flat"
            known[name] = bias.flatten()
            joined[node.output] = replace(maker, inputs=(*maker.inputs, name), output=node.output)
    gone = {node.inputs[0] for node in nodes if node.output in joined}
    return [joined.get(node.output, node) for node in nodes if node.output not in gone], known


def join_gelus(nodes: Sequence[Node], weights: Mapping[str, Tensor]) -> list[Node]:
    """Write ``x * (1 + erf(x / sqrt(2))) * 0.5``, five steps in a row, as one."""
    operators = ("Div", "Erf", "Add", "Mul", "Mul")
    kept: list[Node] = []
    place = 0
    while place < len(nodes):
        run = nodes[place : place + 5]
        if tuple(node.operator for node in run) == operators and _is_gelu(run, weights):
            kept.append(Node("Gelu", (run[0].inputs[0],), run[-1].output, {}))
            place += 5
        else:
            kept.append(nodes[place])
            place += 1
    return kept


def count_users(nodes: Sequence[Node]) -> dict[str, int]:
    """How many steps read each value."""
    users: dict[str, int] = {}
    for node in nodes:
        for name in node.inputs:
            users[name] = users.get(name, 0) + 1
    return users


def _is_bias(maker: Node, bias: Tensor) -> bool:
    channels_only = bias.ndim == 4 and bias.numel() == bias.shape[1]
    return maker.operator in ("Conv", "ConvTranspose") and len(maker.inputs) == 2 and channels_only


def _is_gelu(run: Sequence[Node], weights: Mapping[str, Tensor]) -> bool:
    x = run[0].inputs[0]
    wanted = (math.sqrt(2), 1.0, 0.5)
    constants = [weights.get(run[step].inputs[1]) for step in (0, 2, 4)]
    reads_x = x in run[3].inputs and run[2].output in run[3].inputs
    return reads_x and all(
        found is not None and found.numel() == 1 and math.isclose(found.item(), value, rel_tol=1e-5)
        for found, value in zip(constants, wanted, strict=True)
    )
