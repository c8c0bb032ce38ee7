"""Distance between features of a pretrained network, as in LPIPS (Zhang et al., 2018).

The features are early layers of a text detector's backbone (``pretrained.text_detector``), and all
channels weigh the same: there are no weights learned from people's answers. It is a distance of
its own and its values are not those of LPIPS.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from imgcodecs.learned.losses.shapes import check_pair
from imgcodecs.learned.pretrained.text_detector import load_features, normalise

LEAST_LENGTH = 1e-2  # of a feature vector; plain areas must not turn noise into direction


class PerceptualLoss(nn.Module):
    """Squared distance of unit feature vectors, averaged over places and summed over layers.

    ::

        x ------> backbone --> f_1, f_2, f_3 --> each vector to length 1 --+
                                                                           +--> (batch,)
        x_hat --> backbone --> f_1, f_2, f_3 --> each vector to length 1 --+
    """

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        """One value for each picture."""
        check_pair(x, x_hat)
        backbone = load_features()  # shared by all, and no part of what is trained or saved
        with torch.no_grad():
            wanted = backbone(normalise(x))
        layers = zip(wanted, backbone(normalise(x_hat)), strict=True)
        return torch.stack([_compare(f, f_hat) for f, f_hat in layers]).sum(0)


def _compare(f: Tensor, f_hat: Tensor) -> Tensor:
    return (_shorten(f) - _shorten(f_hat)).square().sum(1).mean((1, 2))


def _shorten(f: Tensor) -> Tensor:
    return f / (f.square().sum(1, keepdim=True) + LEAST_LENGTH**2).sqrt()
