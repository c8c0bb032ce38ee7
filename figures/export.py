"""Figures as files, made without a browser and without the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import vl_convert

PNG_SCALE = 2.0


def svg_of(spec: dict[str, Any]) -> str:
    """Draw a specification as SVG text."""
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def write_figure(*, spec: dict[str, Any], folder: Path, name: str) -> tuple[Path, ...]:
    """Write one figure as SVG, PDF and PNG, the three of one drawing."""
    svg = svg_of(spec)
    paths = tuple(folder / f"{name}.{ending}" for ending in ("svg", "pdf", "png"))
    paths[0].write_text(svg, encoding="utf-8")
    paths[1].write_bytes(vl_convert.svg_to_pdf(svg))
    paths[2].write_bytes(vl_convert.svg_to_png(svg, scale=PNG_SCALE))
    return paths
