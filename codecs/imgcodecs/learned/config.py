"""Sizes and switches of the model; torch is not needed to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TILE_MULTIPLE = 64  # pixels: one hyper latent covers 64x64
OCTAVES = 5  # q begins at 1 at level 0 and at 1/32 at level 100
LEVELS = 100  # the quality level is a whole number from 0 to this
MOST_CHANNELS, MOST_BLOCKS = 4096, 64  # a weights file must not promise networks beyond memory


@dataclass(frozen=True, slots=True)
class Stages:
    """Channels and residual blocks at a quarter, an eighth and a sixteenth of the resolution."""

    widths: tuple[int, int, int]
    blocks: tuple[int, int, int]

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        if min(self.widths) < 1 or min(self.blocks) < 0:
            raise ValueError(f"widths must be above 0 and blocks not below, got {self}")
        if max(self.widths) > MOST_CHANNELS or max(self.blocks) > MOST_BLOCKS:
            raise ValueError(
                f"widths go up to {MOST_CHANNELS} and blocks to {MOST_BLOCKS}, got {self}"
            )


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """One network. The switches at the end are for ablations, all on in the codec shipped.

    Attributes
    ----------
    M, N : int
        Channels of the latents y and of the hyper latents z.
    one_shot_context : bool
        Off: mu and q come from z alone, all positions in one pass.
    learned_q : bool
        Off: the width follows a fixed schedule, a power of two of the quality level, the same for
        all channels and places.
    learned_scales : bool
        Off: convolutions have no s_in and s_out beside their weights (ConvScale).
    predicted_sigma : bool
        Off: the scale decoder is not shown z, so that sigma is one value a channel and level
        away from a tile's edge. The paper's "learned scales" may be read as this or as the one
        before; both can be tried.
    """

    name: str
    analysis: Stages
    synthesis: Stages
    M: int
    N: int
    hyper_width: int
    context_width: int
    scale_widths: tuple[int, int, int]  # of the scale decoder, from a 64th to a 16th
    one_shot_context: bool = True
    learned_q: bool = True
    learned_scales: bool = True
    predicted_sigma: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        channels = (self.M, self.N, self.hyper_width, self.context_width, *self.scale_widths)
        if not all(1 <= count <= MOST_CHANNELS for count in channels):
            raise ValueError(f"channels must be from 1 to {MOST_CHANNELS}, got {channels}")


CONFIGS: dict[str, ModelConfig] = {
    "tiny": ModelConfig(
        name="tiny",
        analysis=Stages(widths=(48, 128, 256), blocks=(1, 2, 2)),
        synthesis=Stages(widths=(48, 128, 256), blocks=(2, 2, 2)),
        M=256,
        N=64,
        hyper_width=96,
        context_width=128,
        scale_widths=(96, 64, 48),
    ),
    "paper": ModelConfig(
        name="paper",
        analysis=Stages(widths=(128, 256, 512), blocks=(4, 11, 10)),
        synthesis=Stages(widths=(96, 192, 320), blocks=(4, 7, 9)),
        M=320,
        N=128,
        hyper_width=192,
        context_width=192,
        scale_widths=(192, 128, 96),
    ),
}


def find_config(name: str) -> ModelConfig:
    """Find a configuration by name; ValueError names the choices."""
    if name not in CONFIGS:
        raise ValueError(f"unknown configuration {name!r}, expected one of {sorted(CONFIGS)}")
    return CONFIGS[name]


def read_config(fields: Mapping[str, Any]) -> ModelConfig:
    """Make a configuration of what ``dataclasses.asdict`` and JSON have left of one."""
    stages = {
        part: Stages(*(tuple(fields[part][name]) for name in ("widths", "blocks")))
        for part in ("analysis", "synthesis")
    }
    return ModelConfig(**{**fields, **stages, "scale_widths": tuple(fields["scale_widths"])})
