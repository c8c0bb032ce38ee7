"""A study's votes to a fit and its report. Runs in the worker or a command, never in a request."""

from __future__ import annotations

import logging

from django.utils.timezone import now

from elo.core.fit import fit
from elo.core.quality.what_if import without
from elo.evidence import NoEvidence, load_conditions, load_votes
from elo.models import FitRun
from elo.report.writing import ReportFiles, write_report
from elo.telling import describe_study
from evalsite.locks import hold
from evalsite.studies.progress import GONE

logger = logging.getLogger(__name__)


def carry_out(run: FitRun) -> None:
    """Fit, report, and record how it went. A failure is stored with its reason, never raised."""
    with hold(run.folder):
        run.start()
        try_to_fit(run)


def try_to_fit(run: FitRun) -> None:
    try:
        fit_and_report(run)
    except (NoEvidence, ValueError, RuntimeError) as error:
        logger.info("fit %s refused: %s", run.code, error)
        run.fail(str(error))
    except Exception as error:
        logger.exception("fit %s failed", run.code)
        run.fail(f"It stopped with {type(error).__name__}; the worker's log has the details.")
    except BaseException:
        # Ctrl-C, or the worker is told to stop: the run must not stay "running" for ever.
        run.fail(GONE)
        raise


def fit_and_report(run: FitRun) -> None:
    votes = without(load_votes(run.study), run.without)
    conditions, left_out = load_conditions(run.study, votes)
    result = fit(
        votes,
        model=run.model,
        seed=run.seed,
        conditions=conditions,
        allow_ties=run.study.allow_ties,
        pool_rates=run.pool_rates,
    )
    context = describe_study(
        study=run.study,
        votes=votes,
        conditions=conditions,
        fit=result,
        left_out=left_out,
        without=tuple(run.without),
        without_reason=run.without_reason,
    )
    record(run, write_report(context, run.report_folder))


def record(run: FitRun, files: ReportFiles) -> None:
    run.state, run.finished_at = FitRun.State.DONE, now()
    run.headline, run.facts = files.headline, files.facts
    run.n_votes, run.n_raters = files.facts["n_votes"], files.facts["n_raters"]
    run.data_digest, run.simulated = files.facts["votes_sha256"], files.facts["simulated"]
    run.save()
