"""Whether people preferred what the model expects them to prefer."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from elo.charts.look import Palette, finish
from elo.core.elo_fit import EloFit
from elo.core.predictive.means import PairMeans, expect_pairs
from elo.core.types import Votes
from figures.look import ACCENT, INK_SOFT

BINS = 10
Row = dict[str, Any]


def draw_agreement(*, votes: Votes, fit: EloFit, palette: Palette) -> dict[str, Any]:
    """Observed against expected share of points: a model that fits lies on the diagonal."""
    base = alt.Chart(alt.InlineData(agreement_rows(votes, fit)))
    line = alt.Chart(alt.InlineData([{"at": 0}, {"at": 1}])).mark_line(
        color=INK_SOFT, strokeDash=[5, 4], strokeWidth=1
    )
    x_scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format=".0%", tickCount=5)
    x = alt.X("predicted:Q", title="The model expects", scale=x_scale, axis=axis)
    title = "People preferred it"
    band = base.mark_rule(strokeWidth=9, opacity=0.25, color=ACCENT)
    dot = base.mark_point(filled=True, size=60, opacity=1, color=ACCENT)
    layers = alt.layer(
        line.encode(x=alt.X("at:Q", scale=x_scale), y=alt.Y("at:Q", scale=x_scale, title=title)),
        band.encode(x=x, y=alt.Y("low:Q", scale=x_scale, title=title, axis=axis), y2="high:Q"),
        dot.encode(
            x=x,
            y=alt.Y("observed:Q", scale=x_scale, title=title, axis=axis),
            tooltip=[
                alt.Tooltip("predicted:Q", title="Expected", format=".1%"),
                alt.Tooltip("observed:Q", title="Observed", format=".1%"),
                alt.Tooltip("votes:Q", title="Votes"),
            ],
        ),
    )
    return finish(layers.properties(width=300, height=300), palette)


def agreement_rows(votes: Votes, fit: EloFit) -> list[Row]:
    """Pairs, each from either side, gathered by the share of points the model expects there."""
    pairs = expect_pairs(fit=fit, votes=votes)
    sides = pairs.turned()
    where = np.minimum((sides.expected / sides.votes * BINS).astype(int), BINS - 1)
    return [gather_bin(sides.only(where == number)) for number in np.unique(where).tolist()]


def gather_bin(pairs: PairMeans) -> Row:
    """One mark: the share expected, the share observed and its 95 % interval by votes alone."""
    votes = float(pairs.votes.sum())
    share = float(pairs.observed.sum() / votes)
    error = 1.96 * float(np.sqrt(max(share * (1 - share), 0.25 / votes) / votes))
    return {
        "predicted": round(float(pairs.expected.sum() / votes), 4),
        "observed": round(share, 4),
        "low": round(max(share - error, 0), 4),
        "high": round(min(share + error, 1), 4),
        "votes": int(votes),
    }
