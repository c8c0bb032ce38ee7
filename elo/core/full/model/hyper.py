"""The ten numbers of the whole study, in the order in which every array holds them."""

from __future__ import annotations

HYPER = (
    "log_spread",
    "log_source_spread",
    "log_codec_spread",
    "side",
    "log_tie",
    "lapse_centre",
    "log_lapse_spread",
    "miss_logit",
    "log_rise",
    "log_curve_spread",
)
LOG_SPREAD, LOG_SOURCE_SPREAD, LOG_CODEC_SPREAD, SIDE, LOG_TIE = range(5)
LAPSE_CENTRE, LOG_LAPSE_SPREAD, MISS, LOG_RISE, LOG_CURVE_SPREAD = range(5, 10)
