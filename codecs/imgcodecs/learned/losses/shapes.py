"""One check that all losses share."""

from __future__ import annotations

from torch import Tensor


def check_pair(x: Tensor, x_hat: Tensor, mask: Tensor | None = None) -> None:
    """Raise ValueError unless these are pictures of one shape, with a mask of that size."""
    if x.shape != x_hat.shape or x.ndim != 4:
        raise ValueError(
            "expected two batches of shape (batch, channels, height, width), "
            f"got {tuple(x.shape)} and {tuple(x_hat.shape)}"
        )
    if mask is not None and mask.shape != (x.shape[0], 1, *x.shape[2:]):
        raise ValueError(
            f"expected a mask of shape {(x.shape[0], 1, *x.shape[2:])}, got {tuple(mask.shape)}"
        )
