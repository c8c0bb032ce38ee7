"""What speaks for and against the headline: raters, cross-checks, parts of the sources.

All of it is small algebra many times over, which a linear algebra library's own threads slow down
tenfold on a busy machine; hence one thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from elo.core.akima import AkimaCheck, check_akima
from elo.core.predictive.checking import CheckResult, check_predictions
from elo.core.quality.judging import RaterQuality, judge_raters
from elo.core.quality.suggesting import Suggestion, suggest
from elo.core.quality.what_if import WhatIf, ask_what_if
from elo.core.resampling.saving import BootstrapSaving, bootstrap_savings
from elo.core.savings import Saving
from elo.core.subsets.saving import SubsetSaving, category_savings, source_savings
from elo.report.context import ReportContext


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything beside the scores and savings themselves; empty where the data do not tell.

    Parameters
    ----------
    qualities : tuple of RaterQuality
        Everyone who answered.
    suggestions : tuple of Suggestion
        Whom not to use, and why.
    what_if : WhatIf or None
        What the savings would be without those; None where nobody is named.
    predictive : tuple of CheckResult
        Whether the model makes answers like these.
    akima : tuple of AkimaCheck
        The other interpolation.
    bootstrap : tuple of BootstrapSaving
        Intervals by raters and by sources drawn anew.
    sources, categories : tuple of SubsetSaving
        Savings on each source and on each category of them.
    """

    qualities: tuple[RaterQuality, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    what_if: WhatIf | None = None
    predictive: tuple[CheckResult, ...] = ()
    akima: tuple[AkimaCheck, ...] = ()
    bootstrap: tuple[BootstrapSaving, ...] = ()
    sources: tuple[SubsetSaving, ...] = ()
    categories: tuple[SubsetSaving, ...] = ()

    @property
    def suggested(self) -> tuple[str, ...]:
        """Pseudonyms of the raters whom something speaks against."""
        return tuple(each.rater for each in self.suggestions)

    @property
    def ways(self) -> tuple[str, ...]:
        """What was drawn anew, in the order of the tables."""
        return tuple(dict.fromkeys(each.by for each in self.bootstrap))

    def anew(self, by: str, anchor: str) -> Saving:
        """The saving against an anchor where this was drawn anew."""
        (found,) = (
            each.saving for each in self.bootstrap if (each.by, each.saving.anchor) == (by, anchor)
        )
        return found


def gather_evidence(context: ReportContext, test: str | None) -> Evidence:
    """Work out the evidence; a few seconds at 75,000 votes.

    Parameters
    ----------
    context : ReportContext
        Votes, rates and fit.
    test : str or None
        The codec the report is about; None where no two codecs can be compared.
    """
    votes, fit, conditions = context.votes, context.fit, context.conditions
    with threadpool_limits(limits=1, user_api="blas"):
        qualities = judge_raters(votes=votes, fit=fit)
        suggestions = suggest(qualities)
        found = Evidence(
            qualities=qualities,
            suggestions=suggestions,
            what_if=do_without(context, suggestions, test),
            predictive=check_predictions(fit=fit, votes=votes, seed=fit.seed),
        )
        if test is None:
            return found
        return replace(
            found,
            akima=check_akima(fit=fit, conditions=conditions, test=test),
            bootstrap=bootstrap_savings(
                votes=votes, conditions=conditions, test=test, seed=fit.seed
            ),
            sources=source_savings(fit=fit, votes=votes, conditions=conditions, test=test),
            categories=category_savings(
                fit=fit,
                votes=votes,
                conditions=conditions,
                categories=context.categories,
                test=test,
            ),
        )


def do_without(
    context: ReportContext, suggestions: tuple[Suggestion, ...], test: str | None
) -> WhatIf | None:
    """Ask what the savings would be without the raters named; None where nobody is."""
    if not suggestions:
        return None
    return ask_what_if(
        votes=context.votes,
        raters=[each.rater for each in suggestions],
        conditions=context.conditions,
        test=test,
        seed=context.fit.seed,
    )
