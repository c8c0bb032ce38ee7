"""The whole report: one page, its tables and its figures, in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elo.core.diagnostics import check_convergence
from elo.core.metrics.table import write_metrics
from elo.core.posterior import write_posterior
from elo.core.quality.table import write_raters
from elo.report.check_tables import write_bootstrap, write_predictive
from elo.report.context import ReportContext
from elo.report.evidence import Evidence
from elo.report.figures import draw_figures
from elo.report.findings import Findings, add_evidence, gather_findings
from elo.report.latex import write_categories_table, write_elo_table, write_savings_table
from elo.report.page import render_page
from elo.report.publishing import FACTS, fill_folder
from elo.report.scripts import Script, load_scripts
from elo.report.subset_tables import write_category_savings, write_source_savings
from elo.report.tables import (
    list_facts,
    write_elo,
    write_equal_quality,
    write_facts,
    write_savings,
    write_win_probability,
)

PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What was written.

    Parameters
    ----------
    folder : Path
        Where it all is.
    names : tuple of str
        Files in the folder, the page first.
    headline : str
        The report's one-sentence finding.
    script_digests : tuple of str
        ``sha256-...`` of each script in the page, for the policy of a site that serves it.
    facts : dict
        What fit.json holds.
    """

    folder: Path
    names: tuple[str, ...]
    headline: str
    script_digests: tuple[str, ...]
    facts: dict[str, Any]

    @property
    def page(self) -> Path:
        """The report itself."""
        return self.folder / PAGE


def write_report(context: ReportContext, out: Path) -> ReportFiles:
    """Write a report, all of it or nothing.

    Parameters
    ----------
    context : ReportContext
        What to report.
    out : Path
        A folder that is new, empty, or an earlier report that is to be replaced.

    Raises
    ------
    RuntimeError
        If the fit did not converge; says what to do.
    ValueError
        If ``out`` holds other files, or the data cannot be compared; nothing is written.
    """
    check_convergence(context.fit)
    findings, scripts = add_evidence(gather_findings(context)), load_scripts()
    with fill_folder(out) as folder:
        facts = write_all_files(findings, scripts, folder)
    return ReportFiles(
        folder=out,
        names=tuple(facts["files"]),
        headline=facts["headline"],
        script_digests=tuple(facts["script_digests"]),
        facts=facts,
    )


def write_all_files(
    findings: Findings, scripts: tuple[Script, ...], folder: Path
) -> dict[str, Any]:
    """Fill a folder; fit.json, written last, names every file."""
    write_tables(findings, folder)
    figures = draw_figures(findings=findings, folder=folder)
    beside = sorted(path.name for path in folder.iterdir())
    files = [PAGE, FACTS, *beside]
    facts = {
        **list_facts(findings),
        "script_digests": [script.digest for script in scripts],
        "files": files,
    }
    page = render_page(findings=findings, figures=figures, scripts=scripts, files=files[1:])
    (folder / PAGE).write_text(page, encoding="utf-8")
    write_facts(facts=facts, path=folder / FACTS)
    return facts


def write_tables(findings: Findings, folder: Path) -> None:
    """Write the tables as CSV and LaTeX, and the draws."""
    context, evidence = findings.context, findings.evidence
    write_elo(fit=context.fit, conditions=context.conditions, path=folder / "elo.csv")
    write_savings(savings=findings.savings, path=folder / "savings.csv")
    write_equal_quality(rates=findings.equal_rates, path=folder / "equal_quality.csv")
    write_win_probability(
        fit=context.fit, conditions=context.conditions, path=folder / "win_probability.csv"
    )
    write_evidence(evidence, folder)
    if context.metrics is not None:
        write_metrics(metrics=context.metrics, path=folder / "metrics.csv")
    write_elo_table(findings=findings, path=folder / "elo.tex")
    write_savings_table(findings=findings, path=folder / "savings.tex")
    if evidence.categories:
        write_categories_table(findings=findings, path=folder / "categories.tex")
    write_posterior(fit=context.fit, path=folder / "posterior.nc")


def write_evidence(evidence: Evidence, folder: Path) -> None:
    """Write what speaks for and against it, as far as it is known."""
    write_raters(
        qualities=evidence.qualities, suggested=evidence.suggestions, path=folder / "raters.csv"
    )
    write_predictive(results=evidence.predictive, path=folder / "predictive.csv")
    if evidence.bootstrap:
        write_bootstrap(resampled=evidence.bootstrap, path=folder / "bootstrap.csv")
    if evidence.sources:
        write_source_savings(savings=evidence.sources, path=folder / "source_savings.csv")
    if evidence.categories:
        write_category_savings(savings=evidence.categories, path=folder / "category_savings.csv")
