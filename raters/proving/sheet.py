"""The contact sheet: plates as they are, and as simulated eyes see them on a good display."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from imgcodecs.blind import png_bytes
from raters.checks.colours import srgb_from_linear
from raters.checks.plates import PAPER, Plate, draw_plate
from raters.proving.displays import DISPLAYS
from raters.proving.eyes import EYES, Eye

SHOWN_PX = 212  # side of a plate on the sheet
MARGIN_PX = 12
HEAD_PX = 34
SIDE_PX = 150
INK = (27, 31, 36)
PLATES = {
    "deutan, strong\n5": Plate("deutan", "strong", 5),
    "deutan, weak\n9": Plate("deutan", "weak", 9),
    "protan, strong\n8": Plate("protan", "strong", 8),
    "protan, weak\n2": Plate("protan", "weak", 2),
    "transformation\n4, hidden 9": Plate("middle", "strong", 4, 9),
    "transformation\n8, hidden 2": Plate("middle", "strong", 8, 2),
    "tritan\n6": Plate("tritan", "strong", 6),
    "control\n3": Plate("light", "strong", 3),
}
COLUMNS = (
    "normal",
    "protanope_brettel",
    "protanope_vienot",
    "deuteranope_brettel",
    "deuteranope_vienot",
    "protan_0.8",
    "deutan_0.8",
)


def draw_sheet(*, seed: int) -> bytes:
    """One row a plate, one column an eye, as a PNG file."""
    step = SHOWN_PX + MARGIN_PX
    size = (SIDE_PX + step * len(COLUMNS), HEAD_PX + step * len(PLATES))
    sheet = Pillow.new("RGB", size, PAPER)
    write = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(15)
    for column, name in enumerate(COLUMNS):
        write.text((SIDE_PX + column * step, MARGIN_PX), EYES[name].label, INK, font)
    for row, (label, plate) in enumerate(PLATES.items()):
        top = HEAD_PX + row * step
        write.text((MARGIN_PX, top + SHOWN_PX // 2 - 16), label, INK, font)
        image = np.asarray(Pillow.open(io.BytesIO(draw_plate(plate, seed=(seed, row)))))
        for column, name in enumerate(COLUMNS):
            seen = Pillow.fromarray(see_picture(image, EYES[name])).reduce(2)
            sheet.paste(seen, (SIDE_PX + column * step, top))
    return png_bytes(np.asarray(sheet))


def see_picture(image: NDArray[np.uint8], eye: Eye) -> NDArray[np.uint8]:
    """A picture as a normal eye would have to be shown it to see what this eye sees."""
    light = DISPLAYS["srgb"].adapted_light(image.astype(np.float64))
    codes = srgb_from_linear(eye.see(light).clip(0, 1))
    return np.asarray(np.rint(codes).clip(0, 255), np.uint8)
