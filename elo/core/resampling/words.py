"""What a bootstrap says about the interval it was made to check."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elo.core.resampling.saving import BootstrapSaving
from elo.core.savings import Saving

ALIKE = (0.8, 1.25)  # ratio of widths within which two intervals are called alike
NOT_POOLED = (
    "Studies drawn anew are rated without pooling along the rates: intervals may be wider for that "
    "reason alone. A fit without pooling tells which it is."
)
DRAWN_WORDS = {
    "rater": "raters drawn anew and the sources kept",
    "source": "sources drawn anew and the raters kept",
    "both": "raters and sources drawn anew",
}


def compare_widths(
    *, savings: Sequence[Saving], resampled: Sequence[BootstrapSaving]
) -> dict[str, float]:
    """Median width of the bootstrap's intervals over the posterior's, by what was drawn anew.

    Parameters
    ----------
    savings : sequence of Saving
        Of the posterior.
    resampled : sequence of BootstrapSaving
        Of the same test codec; pairs that either refuses are passed over.
    """
    width = {(each.test, each.anchor): span(each) for each in savings if not each.refused}
    ratios: dict[str, list[float]] = {}
    for each in resampled:
        beside = width.get((each.saving.test, each.saving.anchor))
        if beside and not each.saving.refused:
            ratios.setdefault(each.by, []).append(span(each.saving) / beside)
    return {by: float(np.median(found)) for by, found in ratios.items()}


def describe_bootstrap(
    *, savings: Sequence[Saving], resampled: Sequence[BootstrapSaving], pooled: bool = False
) -> tuple[str, ...]:
    """Say for each thing drawn anew how its intervals compare with the posterior's.

    Where those are ``pooled`` along the rates, the reason may be that studies drawn anew are not.
    """
    said = []
    for by, ratio in compare_widths(savings=savings, resampled=resampled).items():
        if ALIKE[0] <= ratio <= ALIKE[1]:
            how = "about as wide as"
        else:
            how = f"{ratio:.1f} times as wide as"
        said.append(f"With {DRAWN_WORDS[by]}, intervals are {how} the model's.")
    if said and pooled:
        said.append(NOT_POOLED)
    return tuple(said)


def span(saving: Saving) -> float:
    return saving.saving.q975 - saving.saving.q025
