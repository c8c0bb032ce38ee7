"""Whether draws may be believed."""

from __future__ import annotations

import math

from elo.core.elo_fit import EloFit

RHAT_LIMIT = 1.01
ESS_LIMIT = 400.0
EXACT_CHAINS = 1  # of draws that are exact and independent: they have no diagnostics
NAMED = 4  # parameters in a message; more are counted
RATERS = ("lapse", "lapse_centre_logit", "lapse_spread_logit", "miss_share")
SCORES = "look for conditions with very few votes, collect more votes or traps"
RELIABILITY = (
    "few raters, or few answers and traps of each, tell little of how often people answer at "
    "random: add raters or traps"
)


def check_convergence(fit: EloFit) -> None:
    """Refuse draws that do not describe the posterior.

    Raises
    ------
    RuntimeError
        Unless R-hat < 1.01, bulk and tail ESS > 400 and no divergences; names the parameters that
        fail and says what to do.
    """
    if fit.chains == EXACT_CHAINS:
        return
    problems = list_problems(fit.worst_rhat, fit.least_ess, fit.divergences)
    if problems:
        failing = list(dict.fromkeys([*find_unequal(fit), *find_few(fit)]))
        where = f", in {join_names(failing)}" if failing else ""
        raise RuntimeError(
            f"the fit {fit.model!r} did not converge: {'; '.join(problems)}{where}. "
            f"Another seed is no remedy, it would pick among results: {advise(failing)}, or use "
            "another model, such as 'mle'."
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


def find_unequal(fit: EloFit) -> list[str]:
    """Parameters whose R-hat is too large."""
    scores = zip(fit.conditions, fit.rhat, strict=True)
    named = [f"the score of {name}" for name, rhat in scores if not rhat < RHAT_LIMIT]
    return named + [name for name, rhat in fit.other_rhat.items() if not rhat < RHAT_LIMIT]


def find_few(fit: EloFit) -> list[str]:
    """Parameters of too few effective draws, bulk or tail."""
    scores = zip(fit.conditions, fit.ess_bulk, fit.ess_tail, strict=True)
    named = [
        f"the score of {name}"
        for name, bulk, tail in scores
        if not (bulk > ESS_LIMIT and tail > ESS_LIMIT)
    ]
    return named + [name for name, ess in fit.other_ess.items() if not ess > ESS_LIMIT]


def join_names(names: list[str]) -> str:
    """A few by name."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def advise(failing: list[str]) -> str:
    """What to collect: it is not always the scores that are badly known."""
    return RELIABILITY if failing and set(failing) <= set(RATERS) else SCORES
