"""Rate points: a codec with several rates a source needs a name for each that all sources share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Rates = Mapping[str, Sequence[float]]  # source -> bpp, each once


def find_targets(rates: Rates) -> dict[tuple[str, float], float | None]:
    """Name the rate points of one codec.

    Parameters
    ----------
    rates : mapping of str to sequence of float
        Bits per pixel of its files, by source.

    Returns
    -------
    dict of (str, float) to float or None
        ``target_bpp`` of each source and rate; None for all where each source has one rate. A rate
        point is the geometric mean over those sources that have the most rates, in their order;
        the other sources take the nearest points.

    Raises
    ------
    ValueError
        Two rates of one source are nearest to the same point.
    """
    most = max(len(each) for each in rates.values())
    if most == 1:
        return {(source, bpp): None for source, (bpp,) in rates.items()}
    whole = [sorted(each) for each in rates.values() if len(each) == most]
    points = [_mean(column) for column in zip(*whole, strict=True)]
    if len(set(points)) < most:
        raise ValueError(f"two of its {most} rates are too close to tell apart")
    targets: dict[tuple[str, float], float | None] = {}
    for source, each in rates.items():
        taken = _assign(sorted(each), points)
        if len(set(taken)) < len(taken):
            raise ValueError(
                f"source {source!r} has {len(each)} of its {most} rates, and which is not clear; "
                "give target_bpp in a table"
            )
        targets.update(zip(((source, bpp) for bpp in sorted(each)), taken, strict=True))
    return targets


def group_rates(entries: Iterable[tuple[str, str, float]]) -> dict[str, dict[str, list[float]]]:
    """Group (codec, source, bpp) by codec and source."""
    grouped: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for codec, source, bpp in entries:
        grouped[codec][source].append(bpp)
    return {codec: dict(rates) for codec, rates in grouped.items()}


def _assign(rates: Sequence[float], points: Sequence[float]) -> list[float]:
    if len(rates) == len(points):
        return list(points)
    return [min(points, key=lambda point: abs(math.log(rate / point))) for rate in rates]


def _mean(rates: Sequence[float]) -> float:
    """Geometric mean with three digits, which is how rate points are named."""
    mean = math.exp(sum(map(math.log, rates)) / len(rates))
    return float(f"{mean:.3g}")
