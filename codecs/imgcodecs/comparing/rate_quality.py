"""The picture of a metric: quality over rate, a curve for each codec."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import altair as alt
import numpy as np

from figures.axes import rate_axis
from figures.labels import name_ends
from figures.look import WIDTH_PX, Layer, Palette, dress
from imgcodecs.comparing.curves import average_rungs, find_common_sources, find_quality
from imgcodecs.comparing.pictures import Picture, Row
from imgcodecs.manifest import ManifestRow
from imgcodecs.metrics.catalogue import METRICS

HEIGHT_PX = 420
MANY_CURVES = 40  # above it the sources are a haze behind the means
AXIS_TITLES = {"psnr_db": "PSNR (dB)", "ms_ssim": "MS-SSIM (dB)"}
TOOLTIP = [
    alt.Tooltip("codec:N", title="Codec"),
    alt.Tooltip("source:N", title="Source"),
    alt.Tooltip("bpp:Q", title="Bits per pixel", format=".3f"),
    alt.Tooltip("quality:Q", title="Quality", format=".2f"),
]


def draw_rate_quality(
    rows: Sequence[ManifestRow], *, metric: str, palette: Palette
) -> Picture | None:
    """Draw each codec's mean over rate on a log axis, and its sources thinly; None without values.

    Parameters
    ----------
    rows : sequence of ManifestRow
        With sizes and measures.
    metric : str
        A name of ``METRICS``.
    palette : Palette
        Colours, marks and labels of the codecs.
    """
    points = _list_points(rows, metric, palette)
    if not points:
        return None
    sources = find_common_sources(rows, metric)
    means = _list_means(rows, metric, sources, palette)
    many = len({(point["codec"], point["source"]) for point in points}) > MANY_CURVES
    label = METRICS[metric].label
    return Picture(
        name=metric,
        title=f"{label} over rate",
        caption=_describe(metric, means, len(sources), cut_off=many),
        spec=dress(_stack(points, means, metric, palette, many=many)),
        data=(*means, *points),
    )


def _list_points(rows: Sequence[ManifestRow], metric: str, palette: Palette) -> list[Row]:
    return [
        {
            "codec": palette.label(row.codec),
            "codec_name": row.codec,
            "source": row.source,
            "target_bpp": row.target_bpp,
            "bpp": row.bpp,
            "quality": round(quality, 5),
            "sources": 1,
        }
        for row in sorted(rows, key=lambda row: (row.codec, row.source, row.bpp))
        if (quality := find_quality(row, metric)) is not None
    ]


def _list_means(
    rows: Sequence[ManifestRow], metric: str, sources: frozenset[str], palette: Palette
) -> list[Row]:
    targeted = all(row.target_bpp is not None for row in rows)
    return [
        {
            "codec": palette.label(codec),
            "codec_name": codec,
            "source": f"mean of {point.sources}",
            "target_bpp": point.rung if targeted else None,
            "bpp": round(point.bpp, 6),
            "quality": round(point.quality, 5),
            "sources": point.sources,
        }
        for codec in palette.codecs
        for point in average_rungs([r for r in rows if r.codec == codec], metric, sources)
    ]


def _describe(metric: str, means: list[Row], sources: int, *, cut_off: bool) -> str:
    if not means:
        return "A line for each codec and source; no source was coded by every codec."
    if sources == 1:
        return "One source was coded by every codec; it is drawn thick."
    scale = "MS-SSIM is drawn as -10 log10(1 - x). " if metric == "ms_ssim" else ""
    cut = " The highest and lowest are cut off." if cut_off else ""
    return (
        f"{scale}Thick: mean over the {sources} sources that every codec has coded, at rates that "
        f"every one of them reached (all bits over all pixels). Thin: each source.{cut}"
    )


def _stack(
    points: list[Row], means: list[Row], metric: str, palette: Palette, *, many: bool
) -> Layer:
    span = _find_span(points, means, many=many)
    axis = partial(_quality_axis, metric, span)
    x, thick = rate_axis([point["bpp"] for point in points]), means or points
    layers = alt.layer(
        *(_draw_sources(points, x, axis("quality"), palette, many=many) if means else []),
        *_draw_codecs(thick, x, axis("quality"), palette),
        *name_ends(
            list({row["codec"]: row for row in thick}.values()),
            field="quality",
            axis=axis,
            span=span,
            height_px=HEIGHT_PX,
            palette=palette,
        ),
    )
    return layers.properties(width=WIDTH_PX, height=HEIGHT_PX)


def _find_span(points: list[Row], means: list[Row], *, many: bool) -> tuple[float, float]:
    qualities = [point["quality"] for point in points]
    if many and means:  # the farthest of very many sources would press the means together
        inner = np.quantile(qualities, [0.05, 0.95]).tolist()
        qualities = [*inner, *(mean["quality"] for mean in means)]
    margin = max(0.04 * (max(qualities) - min(qualities)), 0.01)
    return min(qualities) - margin, max(qualities) + margin


def _quality_axis(metric: str, span: tuple[float, float], field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=AXIS_TITLES.get(metric, METRICS[metric].label),
        scale=alt.Scale(domain=list(span), nice=False, zero=False),
        axis=alt.Axis(tickCount=7, format="~f"),
    )


def _draw_sources(
    points: list[Row], x: alt.X, y: alt.Y, palette: Palette, *, many: bool
) -> tuple[Layer, ...]:
    base = alt.Chart(alt.InlineData(points)).encode(
        x=x, y=y, color=alt.Color("codec:N", scale=palette.colour(), legend=None)
    )
    faintness = 0.1 if many else 0.45
    line = base.mark_line(strokeWidth=1, opacity=faintness, interpolate="monotone", clip=True)
    dot = base.mark_point(filled=True, size=14, opacity=0.5).encode(tooltip=TOOLTIP)
    return line.encode(detail="source:N"), *([] if many else [dot])


def _draw_codecs(rows: list[Row], x: alt.X, y: alt.Y, palette: Palette) -> tuple[Layer, Layer]:
    base = alt.Chart(alt.InlineData(rows)).encode(
        x=x, y=y, color=alt.Color("codec:N", scale=palette.colour(), legend=None)
    )
    line = base.mark_line(strokeWidth=2.5, interpolate="monotone").encode(detail="source:N")
    mark = base.mark_point(filled=True, opacity=1, size=85, stroke="#ffffff", strokeWidth=1)
    shape = alt.Shape("codec:N", scale=palette.mark(), legend=None)
    return line, mark.encode(shape=shape, tooltip=TOOLTIP)
