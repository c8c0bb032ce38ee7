"""Qualities between two whole quantiser steps.

One step of QP changes the rate of HEVC and VVC by some 10 %. Between two steps the coarser
quantiser is kept and the Lagrangian multiplier, which weighs bits against distortion in every
decision of the encoder, is lowered: more bits are spent at the same quantiser. Both encoders
document that multiplier as a parameter. Measured in docs/codecs.md: the rates fall evenly between
the steps, and at equal rate the pictures are as good as those of whole steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

STEP = 0.25
# The multiplier that belongs to a quantiser grows by 2 ** (1/3) a step. With the quantiser held
# still the rate follows the multiplier half as far, hence twice that.
LAGRANGIAN_LOG2_PER_STEP = 2 / 3


@dataclass(frozen=True, slots=True)
class Between:
    """A fractional quality, as encoders take it."""

    step: int  # the quantiser, rounded up to the coarser step
    lagrangian: float  # factor on the multiplier, 1 at whole steps and below 1 between them


def split_quality(quality: float) -> Between:
    """Split a quality such as 31.25 into a whole step and a factor on the multiplier."""
    step = math.ceil(quality)
    return Between(step, 2.0 ** (LAGRANGIAN_LOG2_PER_STEP * (quality - step)))
