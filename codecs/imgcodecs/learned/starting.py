"""A start from which little training goes far: the transforms begin as a good linear codec.

Each 1x1 convolution of the analysis begins by the Karhunen-Loeve transform of the channels it is
given, for pictures whose pixels correlate the less the further they are apart; the synthesis begins
as its transpose. No picture is looked at.
"""

from __future__ import annotations

import functools

import torch
from torch import Tensor

from imgcodecs.learned.config import OCTAVES, ModelConfig
from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.haar import analyse_haar
from imgcodecs.learned.level import KNOTS
from imgcodecs.learned.sigma import LEAST_SIGMA, STEP

# Orthonormal: brightness, red against blue, green against both.
OPPONENT = torch.tensor(
    [
        [3**-0.5, 3**-0.5, 3**-0.5],
        [2**-0.5, 0.0, -(2**-0.5)],
        [6**-0.5, -2 * 6**-0.5, 6**-0.5],
    ]
)
COLOUR_ENERGY = torch.tensor([1.0, 0.1, 0.05], dtype=torch.float64)
CORRELATION = 0.95  # of pixels side by side
SIDE = 16  # pixels a side that a latent covers
PIXEL_ENERGY = 0.18  # of brightness in photographs, values 0 to 1
PEAKED = 0.3  # a logistic scale over the deviation of latents, most of which are small
SPARK = 0.0003  # noise that tells channels apart
SPARE = 0.3  # noise of channels that a basis leaves over


def plan_bases(config: ModelConfig) -> tuple[Tensor, ...]:
    """Find for each 1x1 convolution of the analysis its first rows, most energy first.

    Where analysis and synthesis differ in width, the narrower decides for both.
    """
    return _plan(_find_widths(config), config.M)[0]


def guess_indices(config: ModelConfig) -> Tensor:
    """Guess the indices of the latents' scales, (knots, M): energy over q before any training."""
    energies = PIXEL_ENERGY * _plan(_find_widths(config), config.M)[1]
    scales = torch.full((config.M,), float(energies.min().sqrt()) * PEAKED)
    scales[: len(energies)] = energies.sqrt() * PEAKED
    octaves = torch.linspace(0, OCTAVES, KNOTS)[:, None]
    return torch.log(scales * 2**octaves / LEAST_SIGMA) / STEP


def _find_widths(config: ModelConfig) -> tuple[int, ...]:
    pairs = zip(config.analysis.widths, config.synthesis.widths, strict=True)
    return tuple(min(pair) for pair in pairs)


@functools.cache
def _plan(widths: tuple[int, ...], latents: int) -> tuple[tuple[Tensor, ...], Tensor]:
    """Bases, and the energies of the latents."""
    h, bases = analyse_haar(_make_pictures()), []
    for width in widths:
        h = analyse_haar(h)
        bases.append(_find_basis(h, width))
        h = torch.einsum("oc,bchw->bohw", bases[-1], h)
    bases.append(_find_basis(h, latents))
    y = torch.einsum("oc,bchw->bohw", bases[-1], h)
    return tuple(bases), y.square().sum((0, 2, 3))


def start_narrow(conv: ConvScale, basis: Tensor, *, bands: int) -> None:
    """Let the first outputs be the rows of ``basis``; the others are noise."""
    rows, columns = len(basis), _find_places(conv.weight.shape[1], basis.shape[1], bands)
    with torch.no_grad():
        conv.weight[:rows].mul_(SPARK)
        conv.weight[rows:].mul_(SPARE)
        conv.weight[:rows, columns, 0, 0] += basis.to(conv.weight.dtype) / conv.gain


def start_widen(conv: ConvScale, basis: Tensor, *, bands: int) -> None:
    """Let the outputs be those whose rows of ``basis`` gave the inputs."""
    rows, columns = len(basis), _find_places(conv.weight.shape[0], basis.shape[1], bands)
    with torch.no_grad():
        conv.weight.mul_(SPARK)
        conv.weight[columns, :rows, 0, 0] += basis.T.to(conv.weight.dtype) / conv.gain


def _find_places(channels: int, used: int, bands: int) -> Tensor:
    """Places of the channels a basis speaks of, where each band of a Haar transform has more."""
    first = torch.arange(bands)[:, None] * (channels // bands)
    return (first + torch.arange(used // bands)).flatten()


def _find_basis(h: Tensor, count: int) -> Tensor:
    covariance = torch.einsum("bchw,bdhw->cd", h, h)
    vectors: Tensor = torch.linalg.eigh(covariance)[1]
    return vectors.flip(1)[:, :count].T


def _make_pictures() -> Tensor:
    """Pictures of 16x16 pixels, (768, 3, 16, 16), that together have the covariance assumed."""
    rows, columns = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    places = torch.stack((rows, columns), -1).view(-1, 2).double()
    values, vectors = torch.linalg.eigh(CORRELATION ** torch.cdist(places, places))
    brightness = (vectors * values.clamp(min=0).sqrt()).T.view(-1, SIDE, SIDE)
    pictures = torch.einsum("bhw,cd->bcdhw", brightness, COLOUR_ENERGY.sqrt().diag())
    return pictures.flatten(0, 1)
