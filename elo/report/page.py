"""The report as one page that needs nothing beside it."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from elo.charts.numbers import chance, percents
from elo.core.diagnostics import ESS_LIMIT, RHAT_LIMIT
from elo.core.fit import MODELS
from elo.core.savings import Saving
from elo.core.types import ELO_PER_JND, MEAN_ELO
from elo.report.checklist import fill_checklist
from elo.report.figures import Figure
from elo.report.findings import Findings
from elo.report.scripts import HERE, Script, embed_json, write_policy
from elo.report.words import (
    describe_data,
    describe_need,
    describe_saving_interval,
    why_no_saving,
    write_headline,
    write_methods,
)
from figures.look import COLOURS

MOST_IN_MATRIX = 10  # codecs; a wider table is left to savings.csv
Cells = list[dict[str, Any]]


def render_page(
    *,
    findings: Findings,
    figures: dict[str, Figure],
    scripts: tuple[Script, ...],
    files: list[str],
) -> str:
    """Fill the template; every word of a study is escaped."""
    environment = Environment(
        loader=PackageLoader("elo.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embed_json"] = embed_json
    context = findings.context
    return environment.get_template("report.html").render(
        title=context.title,
        simulated=context.simulated,
        generated_at=f"{context.generated_at:%-d %B %Y, %H:%M %Z}",
        model=MODELS[context.fit.model][0],
        headline=write_headline(findings),
        test=findings.palette.label(findings.test) if findings.test else None,
        rates=bool(findings.curves),
        no_saving=why_no_saving(findings),
        savings=[saving_row(each, findings) for each in findings.against()],
        matrix=make_matrix(findings),
        scores=list_scores(findings),
        facts=describe_data(findings),
        checks=list_checks(findings),
        methods=[paragraph.split(". ", 1) for paragraph in write_methods(findings)],
        settings=dict(context.settings or {}),
        checklist=fill_checklist(findings),
        digest=context.fit.digest,
        figures=figures,
        files=files,
        scripts=scripts,
        policy=write_policy(scripts),
        style=Markup((HERE / "templates" / "report.css").read_text(encoding="utf-8")),  # noqa: S704
    )


def saving_row(saving: Saving, findings: Findings) -> dict[str, Any]:
    """One line of the headline table, in words."""
    row: dict[str, Any] = {
        "anchor": findings.palette.label(saving.anchor),
        "colour": colour_of(saving.anchor, findings),
        "refused": saving.refused,
        "flag": saving.flag,
    }
    if saving.refused:
        return row
    return {
        **row,
        "need": describe_need(saving),
        "saving": percents(saving.saving.median),
        "interval": describe_saving_interval(saving),
        "chance": chance(saving.probability),
        "range": describe_range(saving),
        "overlap": percents(saving.overlap),
    }


def describe_range(saving: Saving) -> str:
    low, high = round(saving.elo_low), round(saving.elo_high)
    return str(low) if low == high else f"{low} to {high}"


def colour_of(codec: str, findings: Findings) -> str:
    return COLOURS[findings.palette.codecs.index(codec) % len(COLOURS)]


def make_matrix(findings: Findings) -> dict[str, Any] | None:
    """Saving of every codec (row) against every other (column), both directions."""
    codecs = list(findings.curves)
    if not 2 < len(codecs) <= MOST_IN_MATRIX:
        return None
    found = {(each.test, each.anchor): each for each in findings.savings}
    return {
        "columns": [findings.palette.label(codec) for codec in codecs],
        "rows": [
            (
                findings.palette.label(test),
                [matrix_cell(found.get((test, anchor))) for anchor in codecs],
            )
            for test in codecs
        ],
    }


def matrix_cell(saving: Saving | None) -> dict[str, str]:
    if saving is None:
        return {"text": "", "hint": ""}
    if saving.refused:
        return {"text": "\N{EN DASH}", "hint": saving.flag}
    return {"text": percents(saving.saving.median), "hint": describe_saving_interval(saving)}


def list_scores(findings: Findings) -> Cells:
    """Scores of every rated condition, in the order of the conditions table."""
    fit, conditions = findings.context.fit, findings.context.conditions
    low, high = fit.quantile_elo(0.025).tolist(), fit.quantile_elo(0.975).tolist()
    column = {name: index for index, name in enumerate(fit.conditions)}
    rows = []
    for place, name in enumerate(conditions.names):
        if name not in column:
            continue
        at = column[name]
        mean, bpp = float(fit.mean_elo[at]), float(conditions.bpp[place])
        rows.append(
            {
                "condition": conditions.label[place],
                "codec": findings.palette.label(conditions.codec[place]),
                "colour": colour_of(conditions.codec[place], findings),
                "bpp": "\N{EN DASH}" if bpp != bpp else f"{bpp:.3f}",
                "elo": f"{mean:.0f}",
                "interval": f"{low[at]:.0f} to {high[at]:.0f}",
                "jnd": f"{(mean - MEAN_ELO) / ELO_PER_JND:+.2f}".replace("-", "\N{MINUS SIGN}"),
                "votes": f"{int(fit.votes_per_condition[at]):,}",
            }
        )
    return rows


def list_checks(findings: Findings) -> list[tuple[str, str, str]]:
    """What was checked, what was found, and what is asked."""
    context = findings.context
    fit, left_out = context.fit, context.left_out
    repaired = max((each.repaired_share for each in findings.savings), default=0.0)
    checks = [
        ("Connected conditions", "one group", "one group"),
        ("Curves made monotone", f"at most {percents(repaired, 1)} of the draws", "reported"),
    ]
    if left_out:
        checks.append(("Left out: nobody was asked about them yet", ", ".join(left_out), "none"))
    checks += [("Noted on reading the tables", each, "reported") for each in context.warnings]
    if fit.chains == 1:
        return [*checks, ("Draws", "exact and independent (Laplace)", "no chain to check")]
    return [
        *checks,
        ("Worst R-hat", f"{fit.worst_rhat:.4f}", f"below {RHAT_LIMIT}"),
        ("Least effective sample size", f"{fit.least_ess:,.0f}", f"above {ESS_LIMIT:.0f}"),
        ("Divergent draws", str(fit.divergences), "none"),
    ]
