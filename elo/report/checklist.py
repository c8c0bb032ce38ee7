"""What ITU-R BT.500 and ITU-T P.910 ask a report to state."""

from __future__ import annotations

import numpy as np

from elo.core.connectivity import list_names
from elo.core.numbers import percents
from elo.core.types import BIAS, REPEAT, TIE, TRAP
from elo.report.findings import Findings

NOT_RECORDED = "Not recorded with these votes."

# Points that votes alone do not tell; a study answers them.
POINTS = (
    "Recruiting",
    "Consent",
    "Display and device",
    "Viewing distance",
    "Colour vision",
    "Acuity or artefact screening",
    "Training",
    "Presentation",
    "Rule for keeping a rater's votes",
)


def fill_checklist(findings: Findings) -> list[tuple[str, str]]:
    """Every point of the checklist with its answer, or that it is not recorded."""
    context, votes = findings.context, findings.context.votes
    told = context.checklist or {}
    rated = votes.rated()
    codecs = len(findings.palette.codecs)
    ties = "yes" if (rated.choice == TIE).any() else "none given"
    shown = {
        kind: int(np.sum(votes.kind == code))
        for kind, code in (("traps", TRAP), ("repeats", REPEAT), ("identical pairs", BIAS))
    }
    return [
        ("Method", f"Pair comparison within one source; ties: {ties}."),
        ("Observers", describe_observers(findings)),
        ("Sources", f"{len(np.unique(rated.source)):,}."),
        (
            "Conditions",
            f"{len(context.fit.conditions):,} in {codecs} codecs.",
        ),
        ("Control trials", ", ".join(f"{count:,} {kind}" for kind, count in shown.items()) + "."),
        *((point, told.get(point, NOT_RECORDED)) for point in POINTS),
        ("Simulated votes", f"{percents(float(votes.simulated.mean()))} of all answers."),
        ("Intervals", "Central 95 % of the posterior."),
        ("Raw data", f"SHA-256 of the votes: {context.fit.digest}"),
    ]


def describe_observers(findings: Findings) -> str:
    """How many were asked, and who of them is not in the analysis."""
    context = findings.context
    count = f"{context.fit.n_raters:,}, of whom every rated vote is in the analysis"
    if not (out := context.without):
        return f"{count}."
    return f"{count}; {len(out):,} more left out on request: {list_names(names=out)}."
