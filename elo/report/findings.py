"""What a fit says, worked out once: curves, savings, and which comparison comes first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from elo.charts.look import Palette, make_palette
from elo.core.counts import PairCounts, count_pairs
from elo.core.curves import Curve
from elo.core.equal_quality import EqualRate, find_equal_rates
from elo.core.metrics.agreement import Agreement, agree_with_people
from elo.core.quality.records import RaterRecord, list_raters
from elo.core.refusals import NARROW_OVERLAP
from elo.core.resampling.flagging import flag_wider
from elo.core.savings import Saving, check_codec, choose_test, compare_all, make_curves
from elo.core.unbeaten import describe_unbeaten
from elo.report.context import ReportContext
from elo.report.evidence import Evidence, gather_evidence


@dataclass(frozen=True, slots=True)
class Findings:
    """A context and everything computed from it.

    Parameters
    ----------
    context : ReportContext
        What it was made from.
    curves : dict of str to Curve
        Of every codec with a rated condition and a rate, by codec name.
    savings : tuple of Saving
        Every ordered pair of codecs.
    equal_rates : tuple of EqualRate
        Every rated condition against every other codec.
    test : str or None
        The codec the report is about; None where no two codecs can be compared.
    leading : Saving or None
        The comparison of the headline.
    agreements : tuple of Agreement
        Each objective metric against people; empty without metrics.
    evidence : Evidence
        What speaks for and against all this; empty until `add_evidence` works it out.
    """

    context: ReportContext
    palette: Palette
    counts: PairCounts
    raters: tuple[RaterRecord, ...]
    curves: dict[str, Curve]
    savings: tuple[Saving, ...]
    equal_rates: tuple[EqualRate, ...]
    test: str | None
    leading: Saving | None
    agreements: tuple[Agreement, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def unbeaten(self) -> tuple[str, ...]:
        """Conditions whose scores rest on the prior, a sentence each."""
        return describe_unbeaten(self.counts)

    def against(self) -> tuple[Saving, ...]:
        """Savings of the test codec, in the order of the anchors."""
        return tuple(each for each in self.savings if each.test == self.test)


def gather_findings(context: ReportContext) -> Findings:
    """Work out everything a report shows."""
    fit, conditions = context.fit, context.conditions
    curves = make_curves(fit=fit, conditions=conditions)
    savings = compare_all(curves)
    check_test(context, curves)
    test = context.test_codec or choose_test(savings)
    return Findings(
        context=context,
        palette=colour_codecs(context, test),
        counts=count_pairs(context.votes),
        raters=list_raters(context.votes),
        curves=curves,
        savings=savings,
        equal_rates=find_equal_rates(fit=fit, conditions=conditions, curves=curves),
        test=test,
        leading=choose_leading(savings, curves, test),
        agreements=compare_metrics(context),
    )


def compare_metrics(context: ReportContext) -> tuple[Agreement, ...]:
    """Hold the objective metrics, where there are any, against people."""
    if context.metrics is None:
        return ()
    return agree_with_people(
        fit=context.fit, conditions=context.conditions, metrics=context.metrics
    )


def add_evidence(findings: Findings) -> Findings:
    """Work out the evidence too, which takes longer than all the rest."""
    evidence = gather_evidence(findings.context, findings.test)
    return replace(
        findings,
        evidence=evidence,
        savings=flag_wider(
            savings=findings.savings,
            resampled=evidence.bootstrap,
            pooled=findings.context.fit.pools_rates,
        ),
    )


def check_test(context: ReportContext, curves: dict[str, Curve]) -> None:
    """Refuse a test codec that nothing can be said about."""
    if context.test_codec is not None:
        check_codec(test=context.test_codec, codecs=tuple(curves))


def colour_codecs(context: ReportContext, test: str | None) -> Palette:
    """Give colours to the rated codecs, in the order of the conditions table."""
    codec_of = dict(zip(context.conditions.names, context.conditions.codec, strict=True))
    rated = {codec_of[name] for name in context.fit.conditions}
    labels = {
        codec: context.codec_labels.get(codec, codec)
        for codec in context.conditions.codecs
        if codec in rated
    }
    return make_palette(labels, test=test, simulated=context.simulated)


def choose_leading(
    savings: tuple[Saving, ...], curves: dict[str, Curve], test: str | None
) -> Saving | None:
    """Pick the hardest honest comparison: the anchor against which the test codec saves least.

    Whole curves come before codecs with one rate, and wide overlaps before narrow ones.
    """
    given = [each for each in savings if each.test == test and not each.refused]

    def rank(saving: Saving) -> tuple[bool, bool, float]:
        single = len(curves[saving.anchor].bpp) == 1
        return saving.overlap < NARROW_OVERLAP, single, saving.saving.median

    return min(given, key=rank) if given else None
