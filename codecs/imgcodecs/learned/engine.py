"""The networks' work on one tile: pixels to symbols, and symbols to pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from imgcodecs.learned.entropy import MOST_SYMBOL, Indices, SymbolModels, Symbols
from imgcodecs.learned.model import MOST_Z, PicoStyleModel
from imgcodecs.learned.pixels import to_pixels, to_tensor
from imgcodecs.learned.tables import unpack_tables
from imgcodecs.types import Image


@dataclass(frozen=True, slots=True)
class Latents:
    """The symbols of one tile and the scales they are coded at."""

    z: Symbols  # (N, h, w)
    z_indices: Indices
    y: Symbols  # (M, 4h, 4w)
    y_indices: Indices


class Engine:
    """A frozen model, and its tables for the entropy coder."""

    def __init__(self, model: PicoStyleModel) -> None:
        self.model = model
        reaches, counts = (model.get_buffer(name).numpy() for name in ("reaches", "counts"))
        self.models = SymbolModels(unpack_tables(reaches, counts))

    @torch.inference_mode()
    def analyse(self, pixels: Image, level: int) -> Latents:
        """Pixels of a padded tile to symbols."""
        model, levels = self.model, torch.tensor([level])
        y = model.g_a(to_tensor(pixels), levels)
        z_indices = self.find_z_indices(level, (y.shape[2] // 4, y.shape[3] // 4))
        z = model.h_a(y, levels).round().clamp(-MOST_Z, MOST_Z)
        z = z * torch.from_numpy(z_indices > 0)
        indices = model.scale_decoder(z, levels)
        symbols = self._quantise(y, z, levels, sent=indices > 0)
        return Latents(_to_symbols(z), z_indices, _to_symbols(symbols), _to_indices(indices))

    @torch.inference_mode()
    def find_z_indices(self, level: int, size: tuple[int, int]) -> Indices:
        """Scales of the hyper latents, shape (N, h, w)."""
        indices: Indices = self.model.z_prior.indices[level].byte().numpy()
        return np.broadcast_to(indices[:, None, None], (len(indices), *size))

    @torch.inference_mode()
    def find_y_indices(self, z: Symbols, level: int) -> Indices:
        """Scales of the latents, from the hyper latents, in whole numbers."""
        z_hat = torch.from_numpy(z)[None]
        return _to_indices(self.model.scale_decoder(z_hat, torch.tensor([level])))

    @torch.inference_mode()
    def synthesise(self, latents: Latents, level: int) -> Image:
        """Symbols to the pixels of a padded tile."""
        levels = torch.tensor([level])
        y_hat = self.dequantise(latents, level)
        return to_pixels(self.model.g_s(y_hat, levels)[0])

    @torch.inference_mode()
    def dequantise(self, latents: Latents, level: int) -> Tensor:
        """y_hat, shape (1, M, 4h, 4w)."""
        decoder = self.model.context_decoder
        z_hat = torch.from_numpy(latents.z)[None].float()
        symbols = torch.from_numpy(latents.y)[None].float()

        def fill(number: int, mu: Tensor, q: Tensor) -> Tensor:
            return q * decoder.pick(symbols, number) + mu

        return torch.as_tensor(decoder(z_hat, torch.tensor([level]), fill))

    def _quantise(self, y: Tensor, z_hat: Tensor, levels: Tensor, *, sent: Tensor) -> Tensor:
        decoder, symbols = self.model.context_decoder, torch.zeros_like(y)

        def fill(number: int, mu: Tensor, q: Tensor) -> Tensor:
            k = ((decoder.pick(y, number) - mu) / q).round().clamp(-MOST_SYMBOL, MOST_SYMBOL)
            k = k * decoder.pick(sent, number)
            decoder.pick(symbols, number).copy_(k)
            return q * k + mu

        decoder(z_hat, levels, fill)
        return symbols


def _to_symbols(latents: Tensor) -> Symbols:
    symbols: Symbols = latents[0].int().contiguous().numpy()
    return symbols


def _to_indices(indices: Tensor) -> Indices:
    found: Indices = indices[0].byte().contiguous().numpy()
    return found
