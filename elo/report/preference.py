"""Whose preference a gap of scores is, which differs from model to model."""

from __future__ import annotations

from elo.core.elo_fit import EloFit
from elo.core.predictive.answers import has_ties

# Models that tell answers by the scores from others; to the rest everybody means every answer.
KNOW_RANDOM_ANSWERS = ("full", "bbq", "crowd")
KNOW_TIES = ("full",)  # models to which a tie is an answer by itself, where there are ties


def describe_preference(fit: EloFit) -> str:
    """Say of whom, of which answers and of which sources a chance by the scores speaks."""
    who = "an attentive person" if fit.model in KNOW_RANDOM_ANSWERS else "these people as they are"
    named = " who names one of the two" if has_ties(fit) else ""
    where = "an average source" if fit.draws_source_elo is not None else "these sources"
    halves = " (a tie, if there are any, is half an answer for each)"
    return f"by {who}{named}, on {where}{'' if fit.model in KNOW_TIES else halves}"
