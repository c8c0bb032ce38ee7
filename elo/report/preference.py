"""Whose preference a gap of scores is, which differs from model to model."""

from __future__ import annotations

from elo.core.predictive.answers import has_ties
from elo.core.types import EloFit

# Models that tell answers by the scores from others; to the rest everybody means every answer.
KNOW_RANDOM_ANSWERS = ("full", "bbq", "crowd")


def describe_preference(fit: EloFit) -> str:
    """Say of whom, of which answers and of which sources a chance by the scores speaks."""
    who = "an attentive person" if fit.model in KNOW_RANDOM_ANSWERS else "these people as they are"
    named = " who names one of the two" if has_ties(fit) else ""
    where = "an average source" if fit.draws_source_elo is not None else "these sources"
    halves = "" if has_ties(fit) else " (a tie, if there are any, is half an answer for each)"
    return f"by {who}{named}, on {where}{halves}"
