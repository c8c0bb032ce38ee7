"""Where the site's pages find the drawing of figures."""

from __future__ import annotations

from figures.export import svg_of, write_figure

__all__ = ["svg_of", "write_figure"]
