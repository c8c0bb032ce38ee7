from __future__ import annotations

from pathlib import Path

from evalsite.encoding.chart import draw_reached
from figures.export import svg_of
from imgcodecs.manifest import ManifestRow


def row(codec: str, target_bpp: float, bpp: float) -> ManifestRow:
    here = Path("x.png")
    return ManifestRow(
        source="a<b>", reference=here, decoded=here, codec=codec, target_bpp=target_bpp, bpp=bpp
    )


def test_the_picture_holds_every_stimulus_and_plain_numbers() -> None:
    rows = [row("jpeg", 0.05, 0.0625), row("vvc", 0.05, 0.0499), row("vvc", 1.0, 0.96)]
    spec = draw_reached(rows=rows, labels={"jpeg": "JPEG", "vvc": "VVC"})
    (points,) = [rows for rows in spec["datasets"].values() if "off" in rows[0]]
    assert [(point["codec"], point["off"]) for point in points] == [
        ("JPEG", 25.0),
        ("VVC", -0.2),
        ("VVC", -4.0),
    ]
    svg = svg_of(spec)
    assert ">20</text>" in svg and ">−3</text>" in svg and "a<b>" not in svg
