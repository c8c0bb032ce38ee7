"""The runs that are compared: the whole design, and each with one thing left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.training.configuration import TermWeights, TrainingConfig

# Half of a short run in each phase, and no adversarial term: it needs far longer to do anything
# but noise, and would cover what the other terms do.
SHORT_TERMS = TermWeights(mean_square=0.5, structural=700.0, text=6000.0, tiling=1500.0)
SHORT = TrainingConfig(
    crop=128,
    batch=8,
    learning_rate=1e-3,
    average_decay=0.99,
    first_share=0.4,
    second=SHORT_TERMS,
)

# The same from weights that are trained already: the second phase alone, in smaller steps.
LATER = replace(SHORT, first_share=0.0, learning_rate=3e-4)


@dataclass(frozen=True, slots=True)
class Variant:
    """One run."""

    name: str  # of its folder
    label: str  # in the table
    model: Mapping[str, bool] = field(default_factory=dict)  # switches of ModelConfig
    terms: Mapping[str, float] = field(default_factory=dict)  # weights in the second phase

    def change_model(self, config: ModelConfig) -> ModelConfig:
        """Apply this variant's switches."""
        switches: dict[str, Any] = dict(self.model)
        return replace(config, **switches)

    def change_training(self, config: TrainingConfig) -> TrainingConfig:
        """Apply this variant's weights."""
        return replace(config, second=replace(config.second, **self.terms))


WHOLE = "whole"
VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant(WHOLE, "the whole design"),
        Variant("no-context", "no one-shot context", model={"one_shot_context": False}),
        Variant("no-learned-q", "no learned q", model={"learned_q": False}),
        # The paper's "learned scales" may mean either of these two.
        Variant("no-learned-scales", "no s_in and s_out", model={"learned_scales": False}),
        Variant("no-predicted-sigma", "sigma without z", model={"predicted_sigma": False}),
        Variant("no-text-loss", "no TextFidelityLoss", terms={"text": 0.0}),
        Variant("no-tiling-loss", "no TilingArtifactLoss", terms={"tiling": 0.0}),
    )
}


def find_variants(names: list[str] | None, *, trained: bool = False) -> list[Variant]:
    """Find the variants asked for, the whole design first; all where none is asked for.

    From weights that are ``trained``, those alone that change no network.
    """
    for name in names or ():
        if name not in VARIANTS:
            raise ValueError(f"unknown variant {name!r}, expected one of {sorted(VARIANTS)}")
        if trained and VARIANTS[name].model:
            raise ValueError(f"{name} has another network: it cannot begin with a run's weights")
    possible = [name for name, variant in VARIANTS.items() if not (trained and variant.model)]
    wanted = {WHOLE, *(names or possible)}
    return [variant for name, variant in VARIANTS.items() if name in wanted]
