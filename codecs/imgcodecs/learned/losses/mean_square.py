"""Mean squared error."""

from __future__ import annotations

from torch import Tensor, nn

from imgcodecs.learned.losses.shapes import check_pair


class MeanSquareLoss(nn.Module):
    """Mean squared error of each picture, in squared code values of 0 to 255.

    ::

        x, x_hat (batch, 3, height, width), 0 to 1 --> (batch,)
    """

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        """One value for each picture."""
        check_pair(x, x_hat)
        return (255 * (x_hat - x)).square().mean((1, 2, 3))
