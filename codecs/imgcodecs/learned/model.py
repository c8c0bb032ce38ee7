"""The whole model, as it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from imgcodecs.learned.config import TILE_MULTIPLE, ModelConfig
from imgcodecs.learned.context_decoder import ContextDecoder
from imgcodecs.learned.hyper import HyperAnalysis
from imgcodecs.learned.index_table import IndexTable
from imgcodecs.learned.level import round_level
from imgcodecs.learned.rounding import add_noise, round_through
from imgcodecs.learned.scale_decoder import ScaleDecoder
from imgcodecs.learned.sigma import count_bits, find_sigma
from imgcodecs.learned.transforms import Analysis, Synthesis

MOST_Z = 127  # hyper latents are INT8
FIRST_Z_INDEX = 28.0  # a scale of 1


@dataclass(frozen=True, slots=True)
class Output:
    """What a training step needs."""

    x_hat: Tensor  # (B, 3, H, W), around 0..1, not cut
    bits_y: Tensor  # (B,), bits
    bits_z: Tensor  # (B,), bits


@dataclass(slots=True)
class Rate:
    """Adds up the bits of y over the passes."""

    sigma: tuple[Tensor, ...]  # at the places of each pass
    noise: torch.Generator | None
    bits: list[Tensor] = field(default_factory=list)

    def add(self, number: int, u: Tensor) -> None:
        """Count one pass's symbols, with noise in training."""
        symbol = u.round() if self.noise is None else add_noise(u, self.noise)
        self.bits.append(count_bits(symbol, self.sigma[number]).flatten(1).sum(1))


class PicoStyleModel(nn.Module):
    """PICO-style (ours): hyperprior with scale decoder and context decoder apart.

    x -> g_a -> y -> h_a -> z -> round -> z_hat -> scale decoder   -> sigma
                |                            `---> context decoder -> mu, q
                `-> symbol = round((y - mu) / q) -> y_hat = q * symbol + mu -> g_s -> x_hat

    It is made untrained; torch's own seed decides its weights.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.g_a = Analysis(config)
        self.g_s = Synthesis(config)
        self.h_a = HyperAnalysis(config)
        self.z_prior = IndexTable(torch.full((1, config.N), FIRST_Z_INDEX))
        self.scale_decoder = ScaleDecoder(config)
        self.context_decoder = ContextDecoder(config)

    def forward(self, x: Tensor, level: Tensor, *, noise: torch.Generator | None) -> Output:
        """Code pictures for training.

        Parameters
        ----------
        x : Tensor, shape (B, 3, H, W)
            Values from 0 to 1; sides multiples of 64.
        level : Tensor, shape (B,)
            Quality from 0 to 1, rounded here to the hundredths that a file can say.
        noise : torch.Generator or None
            Rates are counted on latents with uniform noise from it, and pictures made of rounded
            latents with straight-through gradients; None counts the rounded latents themselves,
            as a file would.
        """
        check_shape(x)
        level = round_level(level)
        y = self.g_a(x, level)
        z = self.h_a(y, level).clamp(-MOST_Z, MOST_Z)
        z_hat = round_through(z)
        y_hat, bits_y = self._code_y(y, z_hat, level, noise)
        counted = z_hat if noise is None else add_noise(z, noise)
        bits_z = count_bits(counted, find_sigma(self.z_prior(level))).flatten(1).sum(1)
        return Output(self.g_s(y_hat, level), bits_y, bits_z)

    def _code_y(
        self, y: Tensor, z_hat: Tensor, level: Tensor, noise: torch.Generator | None
    ) -> tuple[Tensor, Tensor]:
        decoder = self.context_decoder
        sigma = find_sigma(self.scale_decoder(z_hat, level).float())
        parts = tuple(decoder.pick(sigma, number) for number in range(len(decoder.places)))
        rate = Rate(parts, noise)

        def fill(number: int, mu: Tensor, q: Tensor) -> Tensor:
            u = (decoder.pick(y, number) - mu) / q
            rate.add(number, u)
            return q * round_through(u) + mu

        y_hat = decoder(z_hat, level, fill)
        return y_hat, torch.stack(rate.bits).sum(0)


def check_shape(x: Tensor) -> None:
    """Refuse pictures that the networks cannot halve often enough."""
    if (
        x.ndim != 4
        or x.shape[1] != 3
        or any(side % TILE_MULTIPLE or not side for side in x.shape[2:])
    ):
        raise ValueError(
            f"pictures must be of shape (B, 3, H, W) with sides multiples of {TILE_MULTIPLE}, "
            f"got {tuple(x.shape)}"
        )
