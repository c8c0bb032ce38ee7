"""The scores of every rated condition."""

from __future__ import annotations

from typing import Any

from elo.core.types import ELO_PER_JND, MEAN_ELO
from elo.report.findings import Findings
from elo.report.preference import describe_preference


def tell_scores(findings: Findings) -> dict[str, Any]:
    """Rows in the order of the conditions table."""
    return {
        "rates": bool(findings.curves),
        "rows": list_scores(findings),
        "preferred_by": describe_preference(findings.context.fit),
    }


def list_scores(findings: Findings) -> list[dict[str, Any]]:
    """One line for each rated condition, in words."""
    fit, conditions = findings.context.fit, findings.context.conditions
    low, high = fit.quantile_elo(0.025).tolist(), fit.quantile_elo(0.975).tolist()
    means = fit.mean_elo.tolist()
    column = {name: index for index, name in enumerate(fit.conditions)}
    rows = []
    for place, name in enumerate(conditions.names):
        if name not in column:
            continue
        at = column[name]
        codec, bpp = conditions.codec[place], float(conditions.bpp[place])
        rows.append(
            {
                "condition": conditions.label[place],
                "codec": findings.palette.label(codec),
                "colour": findings.palette.colour_of(codec),
                "bpp": "\N{EN DASH}" if bpp != bpp else f"{bpp:.3f}",
                "elo": f"{means[at]:.0f}",
                "interval": f"{low[at]:.0f} to {high[at]:.0f}",
                "jnd": describe_jnd(means[at]),
                "votes": f"{int(fit.votes_per_condition[at]):,}",
            }
        )
    return rows


def describe_jnd(elo: float) -> str:
    """Just noticeable differences above the mean of 2000, with a true minus."""
    return f"{(elo - MEAN_ELO) / ELO_PER_JND:+.2f}".replace("-", "\N{MINUS SIGN}")
