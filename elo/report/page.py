"""The report as one page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from elo.core.fit import name_model
from elo.report.checklist import fill_checklist
from elo.report.figures import Figure
from elo.report.findings import Findings
from elo.report.methods import write_methods
from elo.report.scripts import HERE, Script, embed_json, write_policy
from elo.report.sections.categories import tell_categories
from elo.report.sections.checks import tell_checks
from elo.report.sections.metrics import tell_metrics
from elo.report.sections.people import tell_people
from elo.report.sections.savings import tell_savings
from elo.report.sections.scores import tell_scores
from elo.report.sections.speeds import tell_speeds
from elo.report.words import write_headline

# What stands in each section of the page, by the name of its template in templates/sections.
SECTIONS: dict[str, Callable[[Findings], dict[str, Any]]] = {
    "savings": tell_savings,
    "scores": tell_scores,
    "categories": tell_categories,
    "people": tell_people,
    "checks": tell_checks,
    "metrics": tell_metrics,
    "speeds": tell_speeds,
}


def open_templates() -> Environment:
    """Templates in which every word of a study is escaped."""
    environment = Environment(
        loader=PackageLoader("elo.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embed_json"] = embed_json
    return environment


def load_style() -> Markup:
    """The style sheet, to stand inside a page."""
    return Markup((HERE / "templates" / "report.css").read_text(encoding="utf-8"))  # noqa: S704


def fill_template(name: str, scripts: tuple[Script, ...], **content: Any) -> str:
    """Fill a template that carries its style and scripts, and allows no others."""
    shell = {"scripts": scripts, "policy": write_policy(scripts), "style": load_style()}
    return open_templates().get_template(name).render(**shell, **content)


def render_page(
    *,
    findings: Findings,
    figures: dict[str, Figure],
    scripts: tuple[Script, ...],
    files: list[str],
) -> str:
    """Put the report together."""
    context = findings.context
    return fill_template(
        "report.html",
        scripts,
        title=context.title,
        simulated=context.simulated,
        generated_at=f"{context.generated_at:%-d %B %Y, %H:%M %Z}",
        model=name_model(context.fit),
        headline=write_headline(findings),
        methods=write_methods(findings),
        settings=dict(context.settings or {}),
        checklist=fill_checklist(findings),
        digest=context.fit.digest,
        figures=figures,
        files=files,
        **{name: tell(findings) for name, tell in SECTIONS.items()},
    )
