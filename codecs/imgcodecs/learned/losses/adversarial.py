"""A small discriminator of patches, with the hinge loss, silent where there is text."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from imgcodecs.learned.losses.shapes import check_pair

CHANNELS = (16, 32, 64)
STRIDE = 2 ** len(CHANNELS)  # pixels from one patch to the next


class PatchDiscriminator(nn.Module):
    """Says of each patch of a picture how much it looks like one of a photograph.

    ::

        x --> 3 x (4x4 convolution of stride 2, leaky ReLU) --> 3x3 convolution --> logits
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for channels in CHANNELS:
            layers += [spectral_norm(nn.Conv2d(before, channels, 4, 2, 1)), nn.LeakyReLU(0.2)]
            before = channels
        self.layers = nn.Sequential(*layers, spectral_norm(nn.Conv2d(before, 1, 3, 1, 1)))

    def forward(self, x: Tensor) -> Tensor:
        """Logits, shape (batch, 1, height / 8, width / 8)."""
        logits: Tensor = self.layers(x * 2 - 1)
        return logits


class AdversarialLoss(nn.Module):
    """What the codec loses where the discriminator sees through it.

    Text is shown to the discriminator as it is in the original and its patches are not counted, so
    no gradient reaches the inside of the mask.

    ::

        x ------------------+
        x_hat --> text of x pasted in --> discriminator --> hinge, without text --> (batch,)
        mask ---------------+
    """

    def __init__(self) -> None:
        super().__init__()
        self.discriminator = PatchDiscriminator()

    def forward(self, x: Tensor, x_hat: Tensor, mask: Tensor) -> Tensor:
        """One value for each picture, for the codec."""
        logits = self.discriminator(paste_text(x, x_hat, mask))
        return _average(-logits, mask)

    def judge(self, x: Tensor, x_hat: Tensor, mask: Tensor) -> Tensor:
        """One value for each picture, for the discriminator."""
        fake = self.discriminator(paste_text(x, x_hat.detach(), mask))
        real = self.discriminator(x)
        return _average(F.relu(1 - real) + F.relu(1 + fake), mask)


def paste_text(x: Tensor, x_hat: Tensor, mask: Tensor) -> Tensor:
    """Reconstruction with the text of the original."""
    check_pair(x, x_hat, mask)
    return x_hat + mask * (x - x_hat)


def warm_up(step: int, *, alone: int, ramp: int) -> float:
    """Share of the adversarial term: 0 while the discriminator learns alone, then rising to 1.

    Parameters
    ----------
    step : int
        Steps since the second phase began.
    alone, ramp : int
        Lengths of the two stretches, in steps.
    """
    return min(max((step - alone) / max(ramp, 1), 0.0), 1.0)


def _average(values: Tensor, mask: Tensor) -> Tensor:
    counted = 1 - F.max_pool2d(mask, STRIDE)
    return (values * counted).sum((1, 2, 3)) / counted.sum((1, 2, 3)).clamp_min(1)
