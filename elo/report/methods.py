"""The report's paragraph on methods: every formula and setting of this study in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elo.core.elo_fit import EloFit
from elo.core.fit import name_model
from elo.core.quality.tested import list_tested
from elo.core.resampling.replicates import REPLICATES
from elo.core.resampling.saving import CLUSTER_WORDS
from elo.core.types import BIAS, REPEAT, TRAP, Votes
from elo.report import methods_of_full
from elo.report.evidence import Evidence
from elo.report.findings import Findings
from elo.report.preference import describe_preference
from elo.report.words import join_all

Paragraph = tuple[str, str]  # heading and text

OTHERS = {TRAP: "traps", REPEAT: "repeats", BIAS: "pairs of identical images"}
# What is measured of raters and needs no test -> the rule that speaks against one.
RULES = {
    "answers at random": "random answers surely above 30 %",
    "times": "answers faster than anyone can look",
}
# How each model is fitted, and but for `full`, whose formulas depend on the study, what it takes
# an answer for.
WORDS = {
    "mle": (
        "Every answer is taken at its word. Scores are the mode of the posterior (Bradley-Terry, "
        "Newton's method); the draws come from the normal distribution with the curvature there "
        "(Laplace), from which the common level, which votes cannot tell, is projected out."
    ),
    "plain": (
        "Every answer is taken at its word. The spread of the scores is learned with them, by "
        "Hamiltonian Monte Carlo (NUTS)."
    ),
    "full": (
        "Sampled by Hamiltonian Monte Carlo with trajectories of about a quarter of a period "
        "(pi/2, a quarter more or less at random) and a two-stage integrator (Blanes, Casas and "
        "Sanz-Serna 2014), in coordinates fitted to the posterior, with own compiled density and "
        "gradient; the steps are tuned beforehand."
    ),
    "bbq": (
        "Each rater answers by the scores with a chance q_r and at random otherwise "
        "(arXiv:2510.09333). Most probable values by the EM algorithm, intervals by Laplace. A "
        "check on how much careless raters matter."
    ),
    "crowd": (
        "Each rater answers by the scores with a chance q_r and turns the answer round otherwise "
        "(Chen et al., WSDM 2013). Most probable values by the EM algorithm, intervals by Laplace. "
        "A check on how much contrary raters matter."
    ),
}


def write_methods(findings: Findings) -> list[Paragraph]:
    """Paragraphs on how the numbers of this study came about."""
    return [
        ("Scores", describe_scores(findings)),
        ("Sampling", describe_sampling(findings)),
        describe_intervals(findings),
        *describe_parts(findings),
        *describe_checks(findings),
    ]


def describe_scores(findings: Findings) -> str:
    """What an answer is taken for, what a score means, and what was known before any vote."""
    fit, votes = findings.context.fit, findings.context.votes
    formulas = [methods_of_full.describe_full(fit, votes)] if fit.model == "full" else []
    return " ".join(
        [
            f"{name_model(fit)}.",
            *formulas,
            WORDS[fit.model],
            f"Ties: {fit.ties}. P(A over B) = 1/(1 + 10^((E_B - E_A)/400)) is the chance that A is "
            f"preferred {describe_preference(fit)}: 400 Elo are odds of 10:1, 190.8 Elo (1 JND) "
            "are 75 %.",
            f"Rated conditions average 2000. Priors: {join_facts(fit.priors)}.",
            *describe_others(fit, votes),
        ]
    )


def describe_others(fit: EloFit, votes: Votes) -> list[str]:
    """Say what the answers that are no votes do to the scores, as far as there are any."""
    if fit.model == "full":
        return methods_of_full.describe_others(fit, votes)
    asked = [name for kind, name in OTHERS.items() if (votes.kind == kind).any()]
    text = f"{join_all(asked)} add nothing to the scores." if asked else ""
    return [text[0].upper() + text[1:]] if text else []


def describe_sampling(findings: Findings) -> str:
    """How many draws there are, and all that decided them."""
    fit = findings.context.fit
    return (
        f"Model {fit.model}, seed {fit.seed}, {len(fit.draws_elo):,} draws "
        f"({join_facts(fit.settings)}). Versions: {join_facts(fit.versions)}."
    )


def describe_intervals(findings: Findings) -> Paragraph:
    """Say what the numbers are and of what their intervals speak."""
    if findings.savings:
        return "Savings", describe_savings(findings)
    return "Intervals", f"Central 95 % intervals of the draws. {describe_reach(findings)}"


def describe_savings(findings: Findings) -> str:
    """From scores to bits saved."""
    lone = any(len(curve.bpp) == 1 for curve in findings.curves.values())
    point = "; for a codec with one rate it is taken at that point" if lone else ""
    return (
        "In every draw a codec's Elo over rate is made monotone (isotonic regression; a pooled "
        "block becomes one point at its geometric-mean rate) and log2 bits per pixel is "
        "interpolated over Elo by PCHIP. The BD-rate is exp(mean of ln(R_test/R_anchor)) - 1 over "
        f"the range of Elo that both codecs reach in that draw; the saving is its negative{point}. "
        "Nothing is extrapolated: a pair that "
        "shares no range in more than 5 % of the draws is refused, one that shares less than half "
        "of the narrower range is flagged, and so is one without a shared range in more than "
        "0.5 % of the draws, which the interval leaves out. Numbers are medians and central 95 % "
        f"intervals of the draws. {describe_reach(findings)}"
    )


def describe_reach(findings: Findings) -> str:
    """Say of what the intervals speak."""
    if findings.context.fit.draws_source_elo is None:
        return "The intervals speak of new votes on these sources, not of new sources."
    if not findings.savings:
        return "The intervals speak of new sources of this kind too."
    anew = "source" in list_drawn(findings.evidence)
    check = "; the bootstrap over sources is the check" if anew else ""
    if methods_of_full.knows(findings.context.fit, "codec_effects"):
        return f"The intervals speak of new sources of this kind too{check}."
    return (
        "The intervals speak of new sources of this kind too, as far as a source's effects on the "
        "rates of one codec are independent of one another; where a codec is weak on some sources "
        f"at all its rates they are too narrow{check}."
    )


def describe_parts(findings: Findings) -> list[Paragraph]:
    """Say where savings on parts of the sources come from."""
    parts = findings.evidence.sources
    if not parts:
        return []
    own = findings.context.fit.draws_source_elo is not None
    origin = (
        "the model's scores E_a + u[m,a] on these very sources"
        if own
        else "mle on the votes of these sources alone"
    )
    text = f"Savings on a source or a category are from {origin}, a category's the mean over its"
    return [("Parts", f"{text} sources.")]


def describe_checks(findings: Findings) -> list[Paragraph]:
    """Say how the checks were made, as far as they were."""
    evidence = findings.evidence
    told = [
        *describe_bootstrap(list_drawn(evidence), pooled=findings.context.fit.pools_rates),
        *describe_predictive(evidence),
        *describe_naming(evidence),
    ]
    return [("Checks", " ".join(told))] if told else []


def list_drawn(evidence: Evidence) -> list[str]:
    """What could be drawn anew: of too few raters or sources nothing is."""
    return list(dict.fromkeys(each.by for each in evidence.bootstrap if not each.saving.refused))


def describe_bootstrap(ways: list[str], *, pooled: bool) -> list[str]:
    """Say how studies were drawn anew, by raters, by sources or both."""
    if not ways:
        return []
    whole = " or ".join(f"whole {CLUSTER_WORDS[each]}" for each in ways)
    rated = "rated by mle without pooling along the rates" if pooled else "rated by mle"
    told = [
        f"Cross-check by bootstrap: {whole} are drawn anew {REPLICATES} times, {rated}, and "
        "the 2.5 and 97.5 % points taken, widened for few clusters (Hesterberg 2015)."
    ]
    if "source" in ways:
        told.append(
            "Where sources drawn anew spread a saving 1.25 times as far as its interval, it is "
            "flagged."
        )
    return told


def describe_predictive(evidence: Evidence) -> list[str]:
    """Say how the model was held against people."""
    if not evidence.predictive:
        return []
    return [
        f"Predictive checks: in each of {evidence.predictive[0].replicates} draws the model makes "
        "up a study with the same questions; p is the share of them as far from the model as "
        "people are, and under 0.01 counts against it."
    ]


def describe_naming(evidence: Evidence) -> list[str]:
    """Say by what raters are named, of all that was measured of them."""
    tested = list_tested(evidence.qualities)
    tests = [each for each in tested if each not in RULES]
    rules = [RULES[each] for each in tested if each in RULES]
    told = []
    if tests:
        held = "held together to a false discovery rate of 5 %"
        told.append(f"Raters are named by tests, {held}: {join_all(tests)}.")
    if rules:
        told.append(f"Raters are named, outside any such rate, by rules: {join_all(rules)}.")
    return told


def join_facts(facts: Mapping[str, Any]) -> str:
    """Names and values of settings as words in a row."""
    pairs = [f"{name.replace('_', ' ')} {tell_value(value)}" for name, value in facts.items()]
    return ", ".join(pairs) or "none"


def tell_value(value: Any) -> str:
    """A list as its words, anything else as it is."""
    return (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
