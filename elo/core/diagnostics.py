"""Whether draws may be believed."""

from __future__ import annotations

from elo.core.types import EloFit

RHAT_LIMIT = 1.01
ESS_LIMIT = 400.0
NAMED = 4  # parameters in a message; more are counted
RATERS = ("lapse", "lapse_centre_logit", "lapse_spread_logit", "miss_share")
SCORES = "look for conditions with very few votes, collect more"
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
    problems = []
    if fit.worst_rhat >= RHAT_LIMIT:
        names = join_names(find_unequal(fit))
        problems.append(f"R-hat is {fit.worst_rhat:.3f} (must be below {RHAT_LIMIT}) in {names}")
    if fit.least_ess <= ESS_LIMIT:
        names = join_names(find_few(fit))
        problems.append(
            f"effective sample size is {fit.least_ess:.0f} (must exceed 400) in {names}"
        )
    if fit.divergences:
        problems.append(f"{fit.divergences} divergent draws (must be none)")
    if problems:
        raise RuntimeError(
            f"the fit {fit.model!r} did not converge: {'; '.join(problems)}. Fit again with "
            f"another seed; if it fails again, {advise(fit)}, or use the model 'mle'."
        )


def find_unequal(fit: EloFit) -> list[str]:
    """Parameters whose R-hat is too large."""
    scores = zip(fit.conditions, fit.rhat, strict=True)
    named = [f"the score of {name}" for name, rhat in scores if rhat >= RHAT_LIMIT]
    return named + [name for name, rhat in fit.other_rhat.items() if rhat >= RHAT_LIMIT]


def find_few(fit: EloFit) -> list[str]:
    """Parameters of too few effective draws, bulk or tail."""
    scores = zip(fit.conditions, fit.ess_bulk, fit.ess_tail, strict=True)
    named = [
        f"the score of {name}"
        for name, bulk, tail in scores
        if bulk <= ESS_LIMIT or tail <= ESS_LIMIT
    ]
    return named + [name for name, ess in fit.other_ess.items() if ess <= ESS_LIMIT]


def join_names(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def advise(fit: EloFit) -> str:
    """What to collect: it is not always the scores that are badly known."""
    failing = {*find_unequal(fit), *find_few(fit)}
    return RELIABILITY if failing and failing <= set(RATERS) else SCORES
