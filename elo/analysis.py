"""From files alone to a report: no server, no database, no Django."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elo.core.connectivity import list_names
from elo.core.counts import count_pairs
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.formats.catalogue import import_votes
from elo.core.formats.conditions import read_noted_conditions
from elo.core.formats.imported import Imported, check_known
from elo.core.formats.raters import read_raters
from elo.core.formats.sources import read_sources
from elo.core.metrics.table import Metrics, read_metrics
from elo.core.quality.what_if import without
from elo.core.types import Conditions, Votes
from elo.core.unbeaten import describe_unbeaten
from elo.report.context import ReportContext
from elo.report.publishing import check_place
from elo.report.writing import ReportFiles, write_report


@dataclass(frozen=True, slots=True)
class Tables:
    """The files an analysis is made from.

    Parameters
    ----------
    votes : Path
        Answers, in the format ``layout``.
    layout : str
        A name of `elo.core.formats.catalogue.FORMATS`.
    conditions : Path, optional
        conditions.csv; without it there is Elo and no saving.
    sources : Path, optional
        sources.csv: the category of each source.
    without : Path, optional
        Raters to leave out, a pseudonym a line.
    metrics : Path, optional
        metrics.csv: what programs say of the pictures.
    """

    votes: Path
    layout: str = "native"
    conditions: Path | None = None
    sources: Path | None = None
    without: Path | None = None
    metrics: Path | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was in the files: everything of a report but the fit."""

    votes: Votes
    conditions: Conditions
    categories: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    without_reason: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    metrics: Metrics | None = None


def pass_over(_: str) -> None:
    """Tell nobody."""


def analyse(
    *,
    tables: Tables,
    out: Path,
    model: str,
    seed: int,
    title: str | None = None,
    test_codec: str | None = None,
    allow_ties: bool | None = None,
    pool_rates: bool = False,
    tell: Callable[[str], None] = pass_over,
) -> ReportFiles:
    """Read votes, fit them, write the report.

    Parameters
    ----------
    tables : Tables
        The files.
    out : Path
        Folder of the report: new, empty, or an earlier report.
    model, seed : str, int
        As `elo.core.fit.fit`.
    title : str, optional
        Of the report; the name of the votes' file if not given.
    test_codec : str, optional
        The codec the report is about.
    allow_ties, pool_rates : bool, optional
        As `elo.core.fit.fit`.
    tell : callable
        Is given every warning about the tables, before the fit, and every score that rests on
        the prior, after it; the report lists them too.

    Raises
    ------
    ValueError
        For bad tables, votes, or an ``out`` that cannot be made or has other files; nothing is
        written.
    RuntimeError
        If the fit did not converge.
    """
    check_place(out)
    evidence = read_tables(tables)
    for warning in evidence.warnings:
        tell(warning)
    result = fit(
        evidence.votes,
        model=model,
        seed=seed,
        conditions=evidence.conditions,
        allow_ties=allow_ties,
        pool_rates=pool_rates,
    )
    for warning in describe_unbeaten(count_pairs(evidence.votes)):
        tell(warning)
    title = title or tables.votes.stem
    context = gather_context(evidence, fit=result, title=title, test_codec=test_codec)
    return write_report(context, out)


def gather_context(
    evidence: Evidence, *, fit: EloFit, title: str, test_codec: str | None
) -> ReportContext:
    """All that a report is written from."""
    return ReportContext(
        title=title,
        votes=evidence.votes,
        conditions=evidence.conditions,
        fit=fit,
        generated_at=datetime.now(UTC),
        test_codec=test_codec,
        settings=evidence.settings or None,
        categories=evidence.categories,
        without=evidence.without,
        without_reason=evidence.without_reason,
        warnings=evidence.warnings,
        metrics=evidence.metrics,
    )


def read_tables(tables: Tables) -> Evidence:
    """Read all the files of an analysis; nothing is read by half.

    Raises
    ------
    ValueError
        With every problem of the first file that has any, by line and column.
    """
    imported = import_votes(tables.votes, layout=tables.layout)
    conditions, notes = read_rates(tables.conditions, imported)
    votes, left_out = leave_out(imported.votes, tables.without)
    categories: dict[str, str] = {}
    if tables.sources:
        sources = read_sources(tables.sources, known=imported.votes.sources)
        categories, notes = dict(sources.categories), (*notes, *sources.warnings)
    metrics = read_metrics(tables.metrics, known=conditions.names) if tables.metrics else None
    warnings = (*imported.warnings, *notes, *(metrics.warnings if metrics else ()))
    return Evidence(votes, conditions, categories, **left_out, warnings=warnings, metrics=metrics)


def read_rates(path: Path | None, imported: Imported) -> tuple[Conditions, tuple[str, ...]]:
    """Conditions with their rates; where there is no table, their names."""
    if path is None:
        return Conditions.without_rates(imported.votes.conditions), ()
    conditions, notes = read_noted_conditions(path)
    check_known(imported, conditions, path.name)
    return conditions, notes


def leave_out(votes: Votes, path: Path | None) -> tuple[Votes, dict[str, Any]]:
    """Votes without the raters of a list, and what the report says of it."""
    if path is None:
        return votes, {}
    named = read_raters(path, known=votes.raters)
    kept = without(votes, named)
    if not len(kept):
        raise ValueError(f"{path.name} names every rater, expected some to be left")
    answers = len(votes) - len(kept)
    told = f"{len(named):,} ({list_names(names=named)}) with {answers:,} answers, on request"
    return kept, {
        "without": named,
        "without_reason": f"named in {path.name}",
        "settings": {"Raters left out": told},
    }
