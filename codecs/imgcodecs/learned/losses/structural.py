"""Multi-scale structural similarity (Wang, Z., Simoncelli, E. and Bovik, A., 2003) as a loss.

The same as ``imgcodecs.metrics.structural``, of which it takes the constants, but differentiable,
and on small crops with fewer scales.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from imgcodecs.learned.losses.shapes import check_pair
from imgcodecs.metrics.structural import C1, C2, HALF_WINDOW, RADIUS, WEIGHTS

LEAST = 1e-4  # of a scale's similarity: roots of smaller values have no useful slope


class StructuralLoss(nn.Module):
    """1 - MS-SSIM of each picture, the mean of red, green and blue.

    ::

        x, x_hat --> blurred moments --> contrast and structure of each scale
           |                                            |
           +--> halved, up to five scales               +--> product with the scales' weights
                                                        |
        (batch,) <-- 1 - mean of the channels <---------+
    """

    window: Tensor

    def __init__(self) -> None:
        super().__init__()
        window = torch.tensor([*HALF_WINDOW[:0:-1], *HALF_WINDOW])
        self.register_buffer("window", window, persistent=False)

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        """One value for each picture, 0 to 1."""
        check_pair(x, x_hat)
        weights = choose_weights(min(x.shape[2:]))
        score = torch.ones_like(x[:, :, 0, 0])
        for weight in weights[:-1]:
            score = score * self._compare(x, x_hat)[1].clamp_min(LEAST) ** weight
            x, x_hat = F.avg_pool2d(x, 2), F.avg_pool2d(x_hat, 2)
        score = score * self._compare(x, x_hat)[0].clamp_min(LEAST) ** weights[-1]
        return 1 - score.mean(1)

    def _compare(self, x: Tensor, x_hat: Tensor) -> tuple[Tensor, Tensor]:
        """Mean over the windows of SSIM, and of its contrast and structure alone."""
        # Apart, because the moments of x need no slope: a third of the work.
        mx, mxx = self._blur(torch.cat([x, x * x])).chunk(2)
        my, myy, mxy = self._blur(torch.cat([x_hat, x_hat * x_hat, x * x_hat])).chunk(3)
        structure = (2 * (mxy - mx * my) + C2) / (mxx - mx * mx + myy - my * my + C2)
        luminance = (2 * mx * my + C1) / (mx * mx + my * my + C1)
        return (luminance * structure).mean((2, 3)), structure.mean((2, 3))

    def _blur(self, planes: Tensor) -> Tensor:
        channels = planes.shape[1]
        taps = self.window.to(planes.dtype).expand(channels, 1, -1)
        planes = planes.contiguous(memory_format=torch.channels_last)  # six times as fast so
        planes = F.conv2d(planes, taps[:, :, None, :], groups=channels)
        return F.conv2d(planes, taps[:, :, :, None], groups=channels)


def choose_weights(side: int) -> tuple[float, ...]:
    """Weights of the scales on which a window still fits, summing up as all five do.

    Parameters
    ----------
    side : int
        The shorter side, in pixels.
    """
    scales = sum(side >> scale > 2 * RADIUS for scale in range(len(WEIGHTS)))
    if not scales:
        raise ValueError(f"MS-SSIM needs sides of at least {2 * RADIUS + 1} pixels, got {side}")
    kept = WEIGHTS[:scales]
    return tuple(weight * sum(WEIGHTS) / sum(kept) for weight in kept)
