"""Whether draws may be believed."""

from __future__ import annotations

import math

from elo.core.types import EloFit

RHAT_LIMIT = 1.01
ESS_LIMIT = 400.0
EXACT_CHAINS = 1  # of draws that are exact and independent: they have no diagnostics


def check_convergence(fit: EloFit) -> None:
    """Refuse draws that do not describe the posterior.

    Raises
    ------
    RuntimeError
        Unless R-hat < 1.01, bulk and tail ESS > 400 and no divergences; says what to do.
    """
    if fit.chains == EXACT_CHAINS:
        return
    problems = list_problems(fit.worst_rhat, fit.least_ess, fit.divergences)
    if problems:
        raise RuntimeError(
            f"the fit {fit.model!r} did not converge: {'; '.join(problems)}. Look for conditions "
            "with very few votes and collect more votes or traps, or use another model, such as "
            "'mle'. Another seed is no remedy: it would pick among results."
        )


def list_problems(rhat: float, ess: float, divergences: int) -> list[str]:
    """Why draws may not be believed; what is not a number never may.

    Parameters
    ----------
    rhat, ess : float
        The largest R-hat, and the smallest effective sample size, of any parameter.
    divergences : int
        Of the draws kept.
    """
    problems = []
    if not rhat < RHAT_LIMIT:
        problems.append(f"R-hat is {tell(rhat, 3)} (must be below {RHAT_LIMIT})")
    if not ess > ESS_LIMIT:
        problems.append(f"effective sample size is {tell(ess, 0)} (must exceed {ESS_LIMIT:.0f})")
    if divergences:
        problems.append(f"{divergences} divergent draws (must be none)")
    return problems


def tell(value: float, digits: int) -> str:
    return "not a number" if math.isnan(value) else f"{value:.{digits}f}"
