"""What model `full` takes an answer for, of this study alone: what no vote told is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elo.core.elo_fit import EloFit
from elo.core.types import BIAS, REPEAT, TRAP, Votes
from elo.report.words import join_all

# Part of the model, as its settings name it -> how a reader calls it.
PARTS = {
    "source_effects": "source effects",
    "codec_effects": "effects of a source on a codec at all its rates",
    "side": "the side's advantage",
    "ties": "ties",
    "lapse_spread": "differences between raters",
    "miss": "missed traps",
}
ALWAYS_BEFORE = {"lapse_spread"}  # in every fit before it could be left out


def knows(fit: EloFit, part: str) -> bool:
    """Whether a part of the model is in this fit."""
    return tell(fit, part).startswith("yes")


def tell(fit: EloFit, part: str) -> str:
    """What a fit says of a part; fits that are older than the part say nothing of it."""
    return find_part(fit.settings, part) or "no: the model of that version had none"


def find_part(settings: Mapping[str, Any], part: str) -> str | None:
    """Find it in a fit's settings; what every fit once had, older ones do not name."""
    found: str | None = settings.get(part, "yes" if part in ALWAYS_BEFORE else None)
    return found


def describe_full(fit: EloFit, votes: Votes) -> str:
    """Every formula of the fit."""
    return " ".join(
        [
            describe_gap(fit),
            *describe_curves(fit),
            *describe_ties(fit),
            describe_lapses(fit),
            *describe_identical(fit, votes),
            *describe_missing(fit),
        ]
    )


def describe_gap(fit: EloFit) -> str:
    """By what an attentive rater tells two conditions apart."""
    who, shown, gap, where = "rater r", "", "E_a - E_b", []
    if knows(fit, "source_effects"):
        who += ", source m"
        gap += " + u[m,a] - u[m,b]"
        where.append(describe_effects(fit))
    if knows(fit, "side"):
        shown = " (shown left or first)"
        gap += " + side"
        where.append("side is one habit of all raters")
    told = f": {', and '.join(where)}" if where else ""
    return f"For {who} and conditions a{shown} and b, in logits, gap = {gap}{told}."


def describe_curves(fit: EloFit) -> list[str]:
    """How the scores of a codec's rates hang together, where they were asked to."""
    if not fit.pools_rates:
        return []
    return [
        "Scores are pooled along the rates: E_a = level + rise*t + departure, with t the doublings "
        "of the rate from the middle of the codec's, one rise for all codecs, and departures of "
        "slope and bend of each codec and a tenth as much of each condition, whose one spread is "
        "learned; a rise is expected, not forced. Codecs on curves: "
        f"{tell(fit, 'pooled_rates').removeprefix('yes: ')}."
    ]


def describe_effects(fit: EloFit) -> str:
    """What sources do to scores."""
    told = "u is how much better or worse a condition does on a source than on average"
    if not knows(fit, "codec_effects"):
        return f"{told}, with a learned spread"
    return (
        f"{told}, u = v + w with v for a source and a codec at all its rates and w for each "
        "condition by itself, each with a learned spread"
    )


def describe_ties(fit: EloFit) -> list[str]:
    """How often people are undecided, where they could be."""
    known = knows(fit, "ties")
    return ["P(tie) is proportional to nu*sqrt(pi_a*pi_b) (Davidson 1970)."] if known else []


def describe_lapses(fit: EloFit) -> str:
    """How answers at random are told from others."""
    random = f"q_r/{3 if knows(fit, 'ties') else 2}"
    text = (
        f"P(answer) = (1 - q_r)*P(model) + {random}: q_r is how often rater r answers at random, "
        + ("pooled over raters" if knows(fit, "lapse_spread") else "of whom the prior is")
        + " with a long tail of bad ones"
    )
    if not knows(fit, "miss"):
        return f"{text}."
    return f"{text}, and informed by traps: P(right on a trap) = (1 - q_r)*(1 - miss) + {random}."


def describe_identical(fit: EloFit, votes: Votes) -> list[str]:
    """What pairs of identical images are for, where any were asked about."""
    if not (knows(fit, "side") and bool((votes.kind == BIAS).any())):
        return []
    random = "g_r is q_r"
    if knows(fit, "ties"):
        random = "g_r = (2*q_r/3)/(2*q_r/3 + (1 - q_r)*(1 - t)) and t = nu/(2 + nu)"
    return [
        "Pairs of identical images inform the side, and q_r: P(left | a side is named) = "
        f"(1 - g_r)/(1 + exp(-side)) + g_r/2, where {random}."
    ]


def describe_missing(fit: EloFit) -> list[str]:
    """Parts of the model that the votes of this study cannot tell, and why."""
    missing = [
        f"{name} ({tell(fit, part).removeprefix('no: ')})"
        for part, name in PARTS.items()
        if not knows(fit, part)
    ]
    return [f"Not in this fit: {join_all(missing)}."] if missing else []


def describe_others(fit: EloFit, votes: Votes) -> list[str]:
    """What else was asked does to the scores."""
    asked = {kind for kind in (TRAP, BIAS, REPEAT) if (votes.kind == kind).any()}
    told = []
    if TRAP in asked and knows(fit, "miss"):
        told.append("Traps count as no wins, but tell how much a rater's answers weigh.")
    if BIAS in asked and knows(fit, "side"):
        told.append("Pairs of identical images count as no wins, but tell the side's advantage.")
    if REPEAT in asked:
        told.append("Repeats are for consistency alone.")
    return told
