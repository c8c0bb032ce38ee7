"""Alpha channels: one that is opaque everywhere says nothing and is dropped, others are refused."""

from __future__ import annotations

from PIL import Image as Pillow

PREMULTIPLIED = {"RGBa": "RGBA", "La": "LA"}  # Pillow converts these only by way of the others
WITHOUT_ALPHA = {"RGBA": "RGB", "LA": "L", "PA": "RGB"}


def has_alpha(opened: Pillow.Image) -> bool:
    """Tell whether an image has an alpha channel, a transparent colour or a palette with alpha."""
    bands = opened.getbands()
    return "A" in bands or "a" in bands or "transparency" in opened.info


def is_opaque(opened: Pillow.Image) -> bool:
    """Tell whether every pixel is wholly opaque; decodes the image where it has alpha."""
    if not has_alpha(opened):
        return True
    lowest, _ = opened.convert("RGBA").getchannel("A").getextrema()
    return lowest == 255


def drop_alpha(opened: Pillow.Image) -> Pillow.Image:
    """Take the alpha channel off an opaque image; grey stays grey."""
    by_palette = opened.mode == "P" and has_alpha(opened)
    straight = opened.convert("RGBA" if by_palette else PREMULTIPLIED.get(opened.mode, opened.mode))
    return straight.convert(WITHOUT_ALPHA.get(straight.mode, straight.mode))
