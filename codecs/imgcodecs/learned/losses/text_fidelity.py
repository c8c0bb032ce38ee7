"""TextFidelityLoss: letters must keep their shape (arXiv:2605.05148)."""

from __future__ import annotations

from torch import Tensor, nn

from imgcodecs.learned.losses.shapes import check_pair


class TextFidelityLoss(nn.Module):
    """L1 inside the text of the original, as a mean over all pixels of the picture.

    Over all pixels, so that a text pixel pulls equally hard in a poster and in a street scene, and
    a picture without text adds nothing.

    ::

        x, x_hat --> |x - x_hat| --x--> mean --> (batch,)
                                   |
        mask of the original ------+
    """

    def forward(self, x: Tensor, x_hat: Tensor, mask: Tensor) -> Tensor:
        """One value for each picture; ``mask`` as ``find_text`` gives it."""
        check_pair(x, x_hat, mask)
        return ((x_hat - x).abs() * mask).mean((1, 2, 3))
