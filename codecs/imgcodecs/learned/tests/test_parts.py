"""Haar transform, ConvScale, levels and blocks."""

from __future__ import annotations

import pytest
import torch

from imgcodecs.learned.blocks import Block
from imgcodecs.learned.config import CONFIGS, Stages, find_config
from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.haar import analyse_haar, synthesise_haar
from imgcodecs.learned.level import KNOTS, LevelTable, round_level
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.starting import OPPONENT, plan_bases
from imgcodecs.learned.tests.making import make_config, make_model


def test_haar_is_orthonormal_and_comes_back() -> None:
    x = torch.randn(2, 3, 12, 20, dtype=torch.float64)
    bands = analyse_haar(x)
    assert bands.shape == (2, 12, 6, 10)
    assert torch.allclose(bands.square().sum(), x.square().sum())
    assert torch.allclose(synthesise_haar(bands), x, atol=1e-12)


def test_haar_puts_averages_first() -> None:
    x = torch.zeros(1, 1, 2, 2)
    x[0, 0, 0, 0] = 1
    assert analyse_haar(x).flatten().tolist() == [0.5, 0.5, 0.5, 0.5]
    assert analyse_haar(torch.ones(1, 1, 2, 2)).flatten().tolist() == [2, 0, 0, 0]


@pytest.mark.parametrize(("kernel", "groups"), [(1, 1), (3, 1), (3, 8)])
def test_a_folded_convscale_gives_the_same(kernel: int, groups: int) -> None:
    conv = ConvScale(8, 16, kernel, groups=groups)
    with torch.no_grad():
        conv.s_in.uniform_(0.3, 3)
        conv.s_out.uniform_(0.3, 3)
    x = torch.randn(2, 8, 7, 9)
    before = conv(x)
    conv.fold()
    assert torch.allclose(conv(x), before, atol=1e-5)
    assert {name for name, _ in conv.named_parameters()} == {"bias", "weight"}


def test_convscale_multiplies_inputs_and_outputs() -> None:
    conv = ConvScale(2, 1)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([3.0, 5.0]).view(1, 2, 1, 1) / conv.gain)
        conv.s_in.copy_(torch.tensor([2.0, 7.0]))
        conv.s_out.fill_(10)
    assert conv.scaled_weight().flatten().tolist() == pytest.approx([60, 350])


def test_a_level_table_meets_its_knots() -> None:
    table = LevelTable(2)
    with torch.no_grad():
        table.knots.copy_(torch.arange(KNOTS).float()[:, None].expand(-1, 2))
    found = table(torch.tensor([0, 20, 50, 100]))
    assert found[:, 0].tolist() == pytest.approx([0, 1, 2.5, 5])


def test_levels_are_what_a_file_can_say() -> None:
    assert round_level(torch.tensor([0.0, 0.004, 0.006, 1.0, 1.2])).tolist() == [0, 0, 1, 100, 100]


def test_a_block_begins_near_the_identity() -> None:
    x = torch.randn(1, 16, 8, 8)
    assert (Block(16, scaled=True)(x) - x).abs().max() < 0.1


def test_transforms_begin_as_a_linear_codec() -> None:
    assert torch.allclose(OPPONENT @ OPPONENT.T, torch.eye(3), atol=1e-6)
    model, level = make_model(), torch.tensor([50])
    rows, columns = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
    wave = 0.5 + 0.3 * torch.sin(rows / 9) * torch.cos(columns / 7)
    x = torch.stack((wave, wave * 0.9, wave * 0.8))[None]
    with torch.no_grad():
        x_hat = model.g_s(model.g_a(x, level), level)
    assert (x_hat - x).square().mean() < 1e-4  # 40 dB before any training
    for basis in plan_bases(make_config()):
        assert torch.allclose(basis @ basis.T, torch.eye(len(basis)).double(), atol=1e-9)


def test_a_wider_analysis_begins_as_the_narrower_synthesis_needs() -> None:
    wide, narrow = Stages((64, 160, 300), (0, 0, 0)), Stages((48, 128, 256), (0, 0, 0))
    model = PicoStyleModel(make_config(analysis=wide, synthesis=narrow))
    rows = torch.linspace(0, 1, 64)[:, None].expand(64, 64)
    x, level = torch.stack((rows, rows * 0.5, rows.T))[None], torch.tensor([0])
    with torch.no_grad():
        assert (model.g_s(model.g_a(x, level), level) - x).square().mean() < 1e-4


def test_it_names_unknown_configurations() -> None:
    with pytest.raises(ValueError, match=r"unknown configuration 'big', .* \['paper', 'tiny'\]"):
        find_config("big")
    assert find_config("tiny") is CONFIGS["tiny"]
    with pytest.raises(ValueError, match="widths must be above 0"):
        Stages(widths=(0, 1, 1), blocks=(1, 1, 1))
