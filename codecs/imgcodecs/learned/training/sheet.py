"""A sheet of held-out pictures, coded at three levels, drawn as the run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from imgcodecs.learned.labelling import add_label, cut_middle
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.pixels import to_pixels, to_tensor
from imgcodecs.learned.training.pictures import Picture
from imgcodecs.metrics import psnr_db
from imgcodecs.metrics.structural import ms_ssim
from imgcodecs.types import Image

LEVELS = (0.15, 0.5, 0.85)
SIDE = 256  # pixels of a crop; MS-SSIM needs 161


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture, and the means of its figures."""

    image: Image
    bpp: tuple[float, ...]  # of each level
    psnr_db: tuple[float, ...]
    ms_ssim: tuple[float, ...]

    def describe(self) -> str:
        """One line for people."""
        parts = [
            f"level {100 * level:.0f}: {bpp:.3f} bpp {psnr:.2f} dB MS-SSIM {structure:.4f}"
            for level, bpp, psnr, structure in zip(
                LEVELS, self.bpp, self.psnr_db, self.ms_ssim, strict=True
            )
        ]
        return "held out: " + "; ".join(parts)


def draw_sheet(model: PicoStyleModel, pictures: Sequence[Picture]) -> Sheet:
    """Code the middle of each picture at each level: original | level | level | level."""
    rows, figures = [], []
    for picture in pictures:
        original = cut_middle(picture.pixels, SIDE)
        coded = [code_crop(model, original, level) for level in LEVELS]
        measured = [(bpp, psnr_db(original, x), ms_ssim(original, x)) for x, bpp in coded]
        labels = [
            f"{bpp:.3f} bpp  {psnr:.2f} dB  {structure:.4f}" for bpp, psnr, structure in measured
        ]
        cells = [(original, picture.name[:30])]
        cells += [(x, label) for (x, _), label in zip(coded, labels, strict=True)]
        rows.append(np.concatenate([add_label(image, text) for image, text in cells], 1))
        figures.append(measured)
    means = np.mean(np.array(figures), 0).T.tolist()
    return Sheet(np.concatenate(rows, 0), *(tuple(values) for values in means))


@torch.no_grad()
def code_crop(model: PicoStyleModel, original: Image, level: float) -> tuple[Image, float]:
    """Reconstruction and estimated bits per pixel of a picture whose sides the model can take."""
    x = to_tensor(original)
    output = model(x, torch.tensor([level]), noise=None)
    bits = float(output.bits_y + output.bits_z)
    return to_pixels(output.x_hat[0]), bits / (x.shape[2] * x.shape[3])
