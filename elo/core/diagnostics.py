"""Whether draws may be believed."""

from __future__ import annotations

from elo.core.types import EloFit

RHAT_LIMIT = 1.01
ESS_LIMIT = 400.0


def check_convergence(fit: EloFit) -> None:
    """Refuse draws that do not describe the posterior.

    Raises
    ------
    RuntimeError
        Unless R-hat < 1.01, bulk and tail ESS > 400 and no divergences; says what to do.
    """
    problems = []
    if fit.worst_rhat >= RHAT_LIMIT:
        problems.append(f"R-hat is {fit.worst_rhat:.3f} (must be below {RHAT_LIMIT})")
    if fit.least_ess <= ESS_LIMIT:
        problems.append(f"effective sample size is {fit.least_ess:.0f} (must exceed 400)")
    if fit.divergences:
        problems.append(f"{fit.divergences} divergent draws (must be none)")
    if problems:
        raise RuntimeError(
            f"the fit {fit.model!r} did not converge: {'; '.join(problems)}. Fit again with "
            "another seed; if it fails again, look for conditions with very few votes, collect "
            "more, or use the model 'mle'."
        )
