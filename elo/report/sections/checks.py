"""Whether the fit holds: what was checked, what was found, and what is asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from elo.core.akima import describe_akima
from elo.core.diagnostics import ESS_LIMIT, RHAT_LIMIT
from elo.core.elo_fit import EloFit
from elo.core.numbers import decimals, percents
from elo.core.predictive.words import TITLES, describe_check
from elo.core.resampling.words import describe_bootstrap
from elo.core.savings import Saving
from elo.report.findings import Findings
from elo.report.words import describe_saving_interval

Check = tuple[str, str, str]


def tell_checks(findings: Findings) -> dict[str, Any]:
    """The table of checks, and the convergence of every further parameter."""
    evidence = findings.evidence
    return {
        "rows": list_checks(findings),
        "parameters": list_parameters(findings.context.fit),
        "predictive": [(TITLES[each.name], describe_check(each)) for each in evidence.predictive],
        "bootstrap": list_bootstrap(findings),
        "bootstrap_flags": list_flags(findings),
        "widths": describe_bootstrap(
            savings=findings.against(),
            resampled=evidence.bootstrap,
            pooled=findings.context.fit.pools_rates,
        ),
    }


def list_bootstrap(findings: Findings) -> list[dict[str, Any]]:
    """One line an anchor: the interval by the model and by each way of drawing anew."""
    evidence = findings.evidence
    return [
        {
            "anchor": findings.palette.label(each.anchor),
            "model": describe_interval(each),
            "ways": [
                (by, describe_flagged(evidence.anew(by, each.anchor))) for by in evidence.ways
            ],
        }
        for each in findings.against()
        if evidence.ways
    ]


def describe_interval(saving: Saving) -> str:
    """95 % interval, or why there is none."""
    return saving.flag if saving.refused else describe_saving_interval(saving)


def describe_flagged(saving: Saving) -> str:
    """Mark an interval of which `list_flags` says something."""
    return describe_interval(saving) + (" *" if saving.flag and not saving.refused else "")


def list_flags(findings: Findings) -> list[str]:
    """What a reader must know of intervals drawn anew, each once with the anchors it is said of."""
    anchors: dict[tuple[str, str], list[str]] = {}
    for each in findings.evidence.bootstrap:
        if each.saving.flag and not each.saving.refused:
            label = findings.palette.label(each.saving.anchor)
            anchors.setdefault((each.by, each.saving.flag), []).append(label)
    return [
        f"{by.capitalize()}s drawn anew, against {', '.join(labels)}: {flag}."
        for (by, flag), labels in anchors.items()
    ]


def list_checks(findings: Findings) -> list[Check]:
    """One line a check: its name, what was found, what is asked."""
    repaired = max((each.repaired_share for each in findings.savings), default=0.0)
    return [
        ("Connected conditions", "one group", "one group"),
        ("Curves made monotone", f"at most {percents(repaired, 1)} of the draws", "reported"),
        *(("Never lost or never won", each, "none") for each in findings.unbeaten),
        *check_interpolation(findings),
        *check_completeness(findings),
        *check_chains(findings.context.fit),
    ]


def check_interpolation(findings: Findings) -> list[Check]:
    """Hold PCHIP's point estimates against Akima's."""
    akima = findings.evidence.akima
    if not akima:
        return []
    return [("Akima's interpolation in place of PCHIP", describe_akima(akima), "reported")]


def check_completeness(findings: Findings) -> list[Check]:
    """Say what the tables leave out."""
    context, rows = findings.context, []
    if context.left_out:
        names = ", ".join(context.left_out)
        rows.append(("Left out: nobody was asked about them yet", names, "none"))
    rows += [("Noted on reading the tables", each, "reported") for each in context.warnings]
    if context.without:
        count = len(context.without)
        told = f"{count:,} by name ({context.without_reason or 'no reason given'})"
        rows.append(("Raters left out of the fit", told, "stated"))
    return rows


def check_chains(fit: EloFit) -> list[Check]:
    """Say whether the chains converged."""
    if fit.chains == 1:
        return [("Draws", "independent draws of the Laplace approximation", "no chain to check")]
    return [
        ("Chains", f"{fit.chains}, {len(fit.draws_elo):,} draws in all", "reported"),
        ("Worst R-hat", f"{fit.worst_rhat:.4f}", f"below {RHAT_LIMIT}"),
        ("Least effective sample size", f"{fit.least_ess:,.0f}", f"above {ESS_LIMIT:.0f}"),
        ("Divergent draws", str(fit.divergences), "none"),
    ]


def list_parameters(fit: EloFit) -> list[dict[str, str]]:
    """Every parameter besides the scores: where it lies, and whether its chains agree."""
    names = dict.fromkeys([*fit.other_draws, *fit.other_rhat, *fit.other_ess])
    return [describe_parameter(name, fit) for name in names]


def describe_parameter(name: str, fit: EloFit) -> dict[str, str]:
    """One line: name, unit, mean, interval, R-hat, effective sample size."""
    words, _, unit = name.rpartition("_")
    drawn = fit.other_draws.get(name)
    place = {"name": name, "unit": "", "mean": "", "interval": ""}
    if drawn is not None:
        low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
        interval = f"{decimals(low)} to {decimals(high)}"
        place = {
            "name": words,
            "unit": unit,
            "mean": decimals(float(drawn.mean())),
            "interval": interval,
        }
    return {
        **place,
        "name": place["name"].replace("_", " "),
        "rhat": f"{fit.other_rhat[name]:.4f}" if name in fit.other_rhat else "",
        "ess": f"{fit.other_ess[name]:,.0f}" if name in fit.other_ess else "",
    }
