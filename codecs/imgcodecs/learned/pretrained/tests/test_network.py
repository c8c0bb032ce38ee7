from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from imgcodecs.learned.pretrained.network import OnnxNetwork
from imgcodecs.learned.pretrained.text_detector import find_weights


def write_network(path: Path, *, operator: str = "Relu") -> Path:
    """A convolution, its bias by way of an identity, and one more step."""
    kernel = np.ones((4, 3, 3, 3), np.float32) / 9
    bias = np.arange(4, dtype=np.float32).reshape(1, 4, 1, 1)
    nodes = [
        helper.make_node("Conv", ["x", "kernel"], ["c"], pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("Add", ["c", "bias"], ["sum"]),
        helper.make_node("Identity", ["sum"], ["named"]),
        helper.make_node(operator, ["named"], ["y"]),
    ]
    shapes = {"x": [1, 3, 8, 8], "y": [1, 4, 4, 4]}
    ends = {k: helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in shapes.items()}
    weights = [numpy_helper.from_array(a, n) for a, n in ((kernel, "kernel"), (bias, "bias"))]
    graph = helper.make_graph(nodes, "test", [ends["x"]], [ends["y"]], weights)
    onnx.save(helper.make_model(graph), str(path))
    return path


def test_it_joins_the_bias_and_keeps_the_names(tmp_path: Path) -> None:
    network = OnnxNetwork(write_network(tmp_path / "net.onnx"), ["named", "y"])
    assert [node.operator for node in network.nodes] == ["Conv", "Relu"]
    named, y = network(-torch.ones(1, 3, 8, 8))
    assert named[0, :, 1, 1].tolist() == pytest.approx([-3, -2, -1, 0], abs=1e-6)
    assert y.min() == 0


def test_the_detector_computes_what_onnx_says() -> None:
    x = torch.rand(1, 3, 32, 64, generator=torch.Generator().manual_seed(0))
    model = onnx.load(str(find_weights()))
    expected = ReferenceEvaluator(model).run(None, {"x": x.numpy()})[0]
    (found,) = OnnxNetwork(find_weights(), ["fetch_name_0"])(x)
    np.testing.assert_allclose(found.detach().numpy(), expected, atol=1e-5)


def test_it_refuses_layers_and_operators_that_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no layer 'z'"):
        OnnxNetwork(write_network(tmp_path / "net.onnx"), ["z"])
    with pytest.raises(ValueError, match="uses Softsign, known are"):
        OnnxNetwork(write_network(tmp_path / "net.onnx", operator="Softsign"), ["y"])
