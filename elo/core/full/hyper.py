"""The seven numbers of the whole study, in the order in which every array holds them."""

from __future__ import annotations

HYPER = (
    "log_spread",
    "log_source_spread",
    "side",
    "log_tie",
    "lapse_centre",
    "log_lapse_spread",
    "miss_logit",
)
LOG_SPREAD, LOG_SOURCE_SPREAD, SIDE, LOG_TIE, LAPSE_CENTRE, LOG_LAPSE_SPREAD, MISS = range(7)
