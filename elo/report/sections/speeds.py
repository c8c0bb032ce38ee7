"""How long codecs take."""

from __future__ import annotations

from typing import Any

from elo.core.metrics.speeds import DIRECTIONS, CodecSpeed
from elo.report.findings import Findings


def tell_speeds(findings: Findings) -> dict[str, Any]:
    """One line a codec with its time to encode and to decode a megapixel."""
    speeds = {(each.codec, each.direction): each for each in findings.context.speeds}
    codecs = [
        each for each in findings.palette.codecs if any((each, d) in speeds for d in DIRECTIONS)
    ]
    return {
        "rows": [
            {
                "codec": findings.palette.label(codec),
                "colour": findings.palette.colour_of(codec),
                **{way: describe_speed(speeds.get((codec, way))) for way in DIRECTIONS},
            }
            for codec in codecs
        ]
    }


def describe_speed(speed: CodecSpeed | None) -> str:
    """Median with the middle 90 %; a dash where nothing was timed."""
    if speed is None:
        return "\N{EN DASH}"
    return f"{speed.median_s:.3g} s ({speed.q05_s:.3g} to {speed.q95_s:.3g})"
