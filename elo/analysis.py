"""From files alone to a report: no server, no database, no Django."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from elo.core.fit import fit
from elo.core.metrics.table import read_metrics
from elo.core.tables import read_conditions, read_votes
from elo.core.types import Conditions, Votes
from elo.report.context import ReportContext
from elo.report.publishing import check_place
from elo.report.writing import ReportFiles, write_report


def analyse(
    *,
    votes_path: Path,
    conditions_path: Path | None,
    out: Path,
    model: str,
    seed: int,
    title: str | None = None,
    test_codec: str | None = None,
    metrics_path: Path | None = None,
) -> ReportFiles:
    """Read votes, fit them, write the report.

    Parameters
    ----------
    votes_path : Path
        votes.csv.
    conditions_path : Path or None
        conditions.csv; without it there is Elo and no saving.
    out : Path
        Folder of the report: new, empty, or an earlier report.
    model, seed : str, int
        As `elo.core.fit.fit`.
    title : str, optional
        Of the report; the name of the votes' file if not given.
    test_codec : str, optional
        The codec the report is about.
    metrics_path : Path, optional
        metrics.csv: what programs say of the pictures.

    Raises
    ------
    ValueError
        For bad tables, votes, or an ``out`` that cannot be made or has other files; nothing is
        written.
    RuntimeError
        If the fit did not converge.
    """
    check_place(out)
    votes = read_votes(votes_path)
    conditions = read_conditions(conditions_path) if conditions_path else name_conditions(votes)
    metrics = read_metrics(metrics_path, known=conditions.names) if metrics_path else None
    result = fit(votes, model=model, seed=seed, conditions=conditions)
    context = ReportContext(
        title=title or votes_path.stem,
        votes=votes,
        conditions=conditions,
        fit=result,
        generated_at=datetime.now(UTC),
        test_codec=test_codec,
        metrics=metrics,
    )
    return write_report(context, out)


def name_conditions(votes: Votes) -> Conditions:
    """Name the conditions of votes that came without a table of rates."""
    return Conditions.without_rates(votes.conditions)
