"""TilingArtifactLoss: tiles coded apart must agree in their broad colours (arXiv:2605.05148)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from imgcodecs.learned.losses.shapes import check_pair

HALVINGS = 6  # the coarsest layer has a pixel for each 64x64 block


class TilingArtifactLoss(nn.Module):
    """L1 over a pyramid of resolutions.

    Squared error hardly notices a tint of one code value over a whole tile; the eye does where the
    next tile has another. In the coarse layers nothing but such a tint is left.

    ::

        x - x_hat --> halved --> |.| --> mean --+
                        |                       |
                        +--> halved --> ...  ---+--> mean of the layers --> (batch,)
    """

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        """One value for each picture."""
        check_pair(x, x_hat)
        error, layers = x_hat - x, list[Tensor]()
        while min(error.shape[2:]) >= 2 and len(layers) < HALVINGS:
            error = F.avg_pool2d(error, 2)
            layers.append(error.abs().mean((1, 2, 3)))
        if not layers:
            raise ValueError(f"a pyramid needs sides of at least 2 pixels, got {tuple(x.shape)}")
        return torch.stack(layers).mean(0)
