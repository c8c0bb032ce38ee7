"""Reasons against a rater, in words."""

from __future__ import annotations

from elo.core.numbers import THIN, percent_interval, percents
from elo.core.quality.chances import Crowd
from elo.core.quality.judging import RaterQuality

LAPSE_LIMIT = 0.3  # answers at random; the lower end of the 95 % interval must be above it
FAST_LIMIT = 0.5  # share of answers faster than anyone can look
FEWEST_FAST = 20  # timed answers before speed counts
SURE_RUN = 0.001  # a run this unlikely is worth a word
TURNED_Z = 3.0  # standard errors under one half


def blame_lapse(quality: RaterQuality) -> str:
    """Answers at random more often than three times in ten, surely; else nothing."""
    lapse = quality.lapse
    if not lapse.q025 > LAPSE_LIMIT:
        return ""
    return (
        f"answers at random in {percents(lapse.median)} of the cases "
        f"(95{THIN}% interval {percent_interval(lapse)})"
    )


def blame_speed(quality: RaterQuality) -> str:
    """Answers faster than anyone can look; else nothing."""
    times = quality.times
    if times.timed < FEWEST_FAST or not times.fast_share > FAST_LIMIT:
        return ""
    return (
        f"answered {percents(times.fast_share)} of {times.timed} pairs faster than anyone can look"
    )


def tell_disagreement(quality: RaterQuality, crowd: Crowd) -> str:
    agreement = quality.agreement
    turned = agreement.favourite_share < 0.5 - TURNED_Z / (2 * agreement.answers**0.5)
    how = "mostly the other way round: " if turned else ""
    return (
        f"disagrees with everybody else, {how}chose what they like better in "
        f"{percents(agreement.favourite_share)} of {agreement.answers} answers where "
        f"{percents(agreement.favourite_expected)} are usual "
        f"({agreement.z:.1f} standard errors)"  # as in raters.csv and in the charts
    )


def tell_traps(quality: RaterQuality, crowd: Crowd) -> str:
    return (
        f"{quality.record.traps_right} of {quality.record.traps} traps right, "
        f"no better than chance; {percents(1 - crowd.trap_miss)} are usual"
    )


def tell_side(quality: RaterQuality, crowd: Crowd) -> str:
    sides, times = quality.sides, quality.times
    left = sides.left_share > 0.5
    share = sides.left_share if left else 1 - sides.left_share
    run = f", {times.longest_side_run} times in a row" if times.run_chance < SURE_RUN else ""
    return (
        f"chose the {'left' if left else 'right'} one in {percents(share)} of {sides.answers}{run}"
    )


def tell_repeats(quality: RaterQuality, crowd: Crowd) -> str:
    repeats = quality.repeats
    return (
        f"gave the same answer again to {repeats.same} of {repeats.shown} repeated pairs "
        f"where {percents(repeats.expected_share)} are usual"
    )
