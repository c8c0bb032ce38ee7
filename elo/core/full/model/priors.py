"""Priors of the model `full`: every one proper, each in numbers and in words.

Logits throughout; 1 logit is 173.7 Elo.
"""

from __future__ import annotations

SPREAD_SHAPE, SPREAD_RATE = 2.0, 1.0  # of the conditions: mean 2 logits, 347 Elo, as in `plain`
SOURCE_SHAPE, SOURCE_RATE = 2.0, 4.0  # of each condition's effects: mean 0.5, 87 Elo
CODEC_SHAPE, CODEC_RATE = 1.0, 4.0  # of what a codec's rates share: 43 Elo, most likely nothing
RISE_SHAPE, RISE_RATE = 2.0, 1.0  # with each doubling of the rate, on curves: mean 347 Elo
CURVE_SHAPE, CURVE_RATE = 2.0, 2.0  # of codecs' departures from that: mean 174 Elo a doubling
SIDE_SD = 0.5  # a habit of 87 Elo for one side is plausible, one of 200 is not
LOG_TIE_MEAN, LOG_TIE_SD = 0.0, 1.5  # two equal pictures tie in 2 to 91 % of the answers
CENTRE_MEAN, CENTRE_SD = -3.5, 1.0  # the usual rater answers 3 % at random, or 0.4 to 18 %
LAPSE_SHAPE, LAPSE_RATE = 2.0, 2.0  # of raters' logits about it, before the skew: mean 1
LAPSE_SKEW = 0.5  # of those logits: 1 rater in 1,000 is 7.4 spreads above the usual, none 2 below
MISS_A, MISS_B = 2.0, 40.0  # attentive people miss 4.8 % of the traps, or 0.6 to 13 %

# parameter -> what a report says of its prior
WORDS = {
    "skill_logit": "Normal(0, spread), summing to 0",
    "spread_logit": f"Gamma(shape {SPREAD_SHAPE:g}, rate {SPREAD_RATE:g})",
    "level_logit": (
        "Normal(0, spread), for each codec on a curve and each other condition; scores sum to 0"
    ),
    "rise_logit": (
        f"Gamma(shape {RISE_SHAPE:g}, rate {RISE_RATE:g}): what every codec's scores are expected "
        "to rise with each doubling of its rate"
    ),
    "curve_departure_logit": (
        "each codec's own, less its mean over the codec's rates: of its slope, Normal(0, curve "
        "spread) for each doubling; of its bend, a slope that wanders by as much over a doubling "
        "from the middle of the rates either way; of each condition by itself, a tenth of it"
    ),
    "curve_spread_logit": f"Gamma(shape {CURVE_SHAPE:g}, rate {CURVE_RATE:g})",
    "codec_effect_logit": (
        "Normal(0, codec spread), for each source and codec: part of the source effects of all "
        "the codec's rates"
    ),
    "codec_spread_logit": f"Gamma(shape {CODEC_SHAPE:g}, rate {CODEC_RATE:g})",
    "source_effect_logit": (
        "Normal(codec effect, source spread), for each source and condition; around 0 where there "
        "are no codec effects"
    ),
    "source_spread_logit": f"Gamma(shape {SOURCE_SHAPE:g}, rate {SOURCE_RATE:g})",
    "side_logit": f"Normal(0, {SIDE_SD:g})",
    "log_tie_logit": f"Normal({LOG_TIE_MEAN:g}, {LOG_TIE_SD:g})",
    "lapse_logit": (
        f"centre + spread * (exp({LAPSE_SKEW:g} z) - 1)/{LAPSE_SKEW:g} with z Normal(0, 1): "
        "long tail of raters who answer at random"
    ),
    "lapse_centre_logit": f"Normal({CENTRE_MEAN:g}, {CENTRE_SD:g})",
    "lapse_spread_logit": f"Gamma(shape {LAPSE_SHAPE:g}, rate {LAPSE_RATE:g})",
    "miss_share": f"Beta({MISS_A:g}, {MISS_B:g})",
}
