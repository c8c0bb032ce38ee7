"""The artefact check: "Which one is closer to the original?", as hard as tells most.

One candidate is the original itself, the other a coded copy of known strength. Two easy items are
practice; then 16 to 28 count. After each answer the item comes that tells most about the rater's
threshold and about the question the check puts, whether that threshold is finer than the limit.
Every fifth item is an obvious one. Who sees finer than the limit with probability 0.9 and misses
at most one obvious item passes.

The check may end after 16, 20, 24 and 28 items, once the answer is clear; before 28 a probability
of 0.95 is asked. Up to each of these points the original has been on either side equally often, so
that pressing one button is right half of the time; and four looks instead of thirteen, with more
asked of the early ones, give luck fewer chances. docs/screening.md has the shares of all kinds of
people who pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from raters.checks import psi
from raters.checks.artefact_rules import POLICY as POLICY  # every check has its rules by this name
from raters.checks.items import (
    SIDES,
    BankEntry,
    BankTooSmall,
    is_catch,
    make_item,
    plan_sides,
)
from raters.checks.steps import (
    PASSED,
    Answered,
    Item,
    Policy,
    Show,
    Step,
    Verdict,
    count_right,
    of_kind,
)

FAILED = "screened_out_artefact"
# What an answer tells about passing counts so many times what it tells about the threshold.
LIMIT_WEIGHT = 3
# Items that tell nearly as much as the best are drawn by lot, or all raters would see the same few.
GOOD_ENOUGH = 0.95
LIMITS = np.arange(1, 21) / 20  # limits for which the probability is kept with the attempt


def next_step(
    *, seed: int, policy: Policy, answered: Sequence[Answered], bank: Sequence[BankEntry]
) -> Step:
    rules = POLICY | dict(policy)
    practised, counted = of_kind(answered, "practice"), of_kind(answered, "scored", "catch")
    rng = np.random.default_rng([seed, len(answered), 4])
    if len(practised) < rules["practice"]:
        easy = find_fresh([each for each in bank if each.practice], answered)
        return Show(make_item("practice", draw(easy, rng), SIDES[int(rng.integers(2))]))
    belief = believe(counted)
    if is_over(counted, belief, rules):
        return judge(counted, belief, rules)
    kind = "catch" if is_catch_due(len(counted), rules) else "scored"
    entries = offer(kind, answered, [each for each in bank if not each.practice], rules)
    entry = choose(entries, belief, rules, rng) if kind == "scored" else draw(entries, rng)
    return Show(make_item(kind, entry, plan_sides(seed, rules)[len(counted)]))


def believe(counted: Sequence[Answered]) -> psi.Array:
    """What the answers so far say, obvious items and all."""
    return psi.learn(
        [each.item["strength"] for each in counted], [each.correct is True for each in counted]
    )


def is_over(counted: Sequence[Answered], belief: psi.Array, rules: Policy) -> bool:
    if len(counted) >= rules["items_most"]:
        return True
    beyond = len(counted) - rules["items_least"]
    if beyond < 0 or beyond % max(1, rules["look_every"]):
        return False
    finer = float(psi.threshold_below(belief, rules["limit"]))
    enough = max(rules["early_probability"], rules["pass_probability"])
    decided = finer >= enough or finer <= rules["fail_probability"]
    return bool(decided or count_missed(counted) > rules["catches_missed_most"])


def is_catch_due(number: int, rules: Policy) -> bool:
    every = int(rules["catch_every"])
    return every > 0 and (number + 1) % every == 0


def count_missed(counted: Sequence[Answered]) -> int:
    catches = of_kind(counted, "catch")
    return len(catches) - count_right(catches)


def offer(
    kind: str, answered: Sequence[Answered], entries: Sequence[BankEntry], rules: Policy
) -> Sequence[BankEntry]:
    """What may come next; obvious items are kept back for the catches still to come."""
    number = len(of_kind(answered, "scored", "catch"))
    to_come = sum(is_catch_due(later, rules) for later in range(number, int(rules["items_most"])))
    shown = {each.item["item"] for each in answered}
    obvious = [each for each in entries if is_catch(each) and each.code not in shown]
    if kind == "catch":
        return find_fresh(obvious, answered)
    spare = len(obvious) > 2 * to_come  # twice, so that a catch has a choice of photographs
    return find_fresh([each for each in entries if spare or not is_catch(each)], answered)


def find_fresh(entries: Sequence[BankEntry], answered: Sequence[Answered]) -> Sequence[BankEntry]:
    """Items not shown yet, not of the photograph just seen if there are others."""
    shown = {each.item["item"] for each in answered}
    before = answered[-1].item["source"] if answered else None
    fresh = [each for each in entries if each.code not in shown]
    if not fresh:
        raise BankTooSmall("the item bank is too small: run manage.py build_item_bank")
    return [each for each in fresh if each.source != before] or fresh


def choose(
    entries: Sequence[BankEntry], belief: psi.Array, rules: Policy, rng: np.random.Generator
) -> BankEntry:
    """One of the items whose answer is expected to tell most."""
    strengths = [each.strength for each in entries]
    bits = psi.threshold_bits(belief, strengths)
    bits += LIMIT_WEIGHT * psi.limit_bits(belief, strengths, limit=rules["limit"])
    good = np.flatnonzero(bits >= GOOD_ENOUGH * bits.max())
    return entries[int(good[rng.integers(len(good))])]


def draw(entries: Sequence[BankEntry], rng: np.random.Generator) -> BankEntry:
    return entries[int(rng.integers(len(entries)))]


def judge(counted: Sequence[Answered], belief: psi.Array, rules: Policy) -> Verdict:
    low, high = psi.threshold_quantiles(belief, [0.025, 0.975])
    catches = of_kind(counted, "catch")
    measured = {
        "threshold": round(psi.threshold_mean(belief), 4),
        "threshold_sd": round(psi.threshold_sd(belief), 4),
        "threshold_low": round(float(low), 4),
        "threshold_high": round(float(high), 4),
        "probability": round(float(psi.threshold_below(belief, rules["limit"])), 4),
        "catches": len(catches),
        "catches_missed": count_missed(counted),
        "items": len(counted),
        "right": count_right(counted),
        "finer_than": dict(
            zip(
                [f"{limit:.2f}" for limit in LIMITS],
                psi.threshold_below(belief, LIMITS).round(4).tolist(),
                strict=True,
            )
        ),
    }
    return Verdict(PASSED if passes(measured, rules) else FAILED, measured)


def passes(measured: Mapping[str, Any], policy: Policy) -> bool:
    """Whether a finished attempt passes under these rules, which need not be those it began under.

    Reads what `judge` stored, so it still works when the answers have been deleted. Limits between
    two stored ones are interpolated. ValueError for an attempt that was simulated, or measured
    before thresholds were: its outcome is all there is.
    """
    if "finer_than" not in measured:
        raise ValueError(f"no threshold was measured, only {sorted(measured)}")
    rules = POLICY | dict(policy)
    kept = sorted((float(limit), finer) for limit, finer in measured["finer_than"].items())
    limits, finer = zip((0.0, 0.0), *kept, strict=True)
    sure = float(np.interp(rules["limit"], limits, finer)) >= rules["pass_probability"]
    return bool(sure and measured["catches_missed"] <= rules["catches_missed_most"])


def is_correct(item: Item, given: str, policy: Policy) -> bool:
    return given == str(item["original"])
