"""A study's votes to a fit, its stored draws and its report. Runs in the worker or a command."""

from __future__ import annotations

import logging

from django.utils.timezone import now

from elo.core.diagnostics import check_convergence
from elo.core.fit import fit
from elo.evidence import NoEvidence, load_conditions, load_votes
from elo.models import FitRun

logger = logging.getLogger(__name__)


def carry_out(run: FitRun) -> None:
    """Fit, report, and record how it went. A failure is stored with its reason, never raised."""
    run.start()
    try:
        fit_and_report(run)
    except (NoEvidence, ValueError, RuntimeError) as error:
        run.fail(str(error))
    except Exception as error:
        logger.exception("fit %s failed", run.code)
        run.fail(f"It stopped with {type(error).__name__}; the worker's log has the details.")


def fit_and_report(run: FitRun) -> None:
    votes, conditions = load_votes(run.study), load_conditions(run.study)
    result = fit(votes, conditions=conditions, model=run.model, seed=run.seed)
    check_convergence(result)
    files = store(run, result, write_study_report(run.study, result, run))
    run.state, run.finished_at = FitRun.State.DONE, now()
    run.headline = files.headline
    run.n_votes, run.n_raters = len(votes), len(votes.raters)
    run.data_digest, run.simulated = result.digest, bool(votes.simulated.any())
    run.facts = files.facts
    run.save()
