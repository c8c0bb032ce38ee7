"""The report's paragraph on methods: every formula and every setting in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elo.core.fit import MODELS
from elo.core.resampling.replicates import REPLICATES
from elo.core.types import EloFit
from elo.report.findings import Findings
from elo.report.preference import describe_preference

Paragraph = tuple[str, str]  # heading and text

# What each model takes an answer for, and what it leaves out.
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
        "For rater r, source m and conditions a (shown left or first) and b, in logits, gap = "
        "E_a - E_b + u[m,a] - u[m,b] + side: u is how much better or worse a condition does on a "
        "source than on average, with a learned spread, and side is one habit of all raters. "
        "Where ties are allowed, P(tie) is proportional to nu*sqrt(pi_a*pi_b) (Davidson 1970). "
        "P(answer) = (1 - q_r)*P(model) + q_r/(number of allowed answers): q_r is how often rater "
        "r answers at random, pooled over raters with a long tail of bad ones, and informed by "
        "traps: P(right on a trap) = (1 - q_r)*(1 - miss) + q_r/(number of allowed answers). "
        "Pairs of identical images inform the side. Sampled by Hamiltonian Monte Carlo with "
        "trajectories of about a quarter of a period (pi/2, a quarter more or less at random) "
        "and a two-stage integrator (Blanes, Casas and Sanz-Serna 2014), in coordinates fitted "
        "to the posterior, with own compiled density and gradient; the steps are tuned "
        "beforehand."
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
    """Paragraphs on how the numbers came about."""
    return [
        ("Scores", describe_scores(findings)),
        ("Sampling", describe_sampling(findings)),
        ("Savings", describe_savings(findings)),
        *describe_parts(findings),
        *describe_checks(findings),
    ]


def describe_scores(findings: Findings) -> str:
    fit = findings.context.fit
    return (
        f"{MODELS[fit.model][0]}. {WORDS[fit.model]} Ties: {fit.ties}. P(A over B) = "
        "1/(1 + 10^((E_B - E_A)/400)) is the chance that A is preferred "
        f"{describe_preference(fit)}: 400 Elo are odds of 10:1, 190.8 Elo (1 JND) are 75 %. "
        f"Rated conditions average 2000. Priors: {join_facts(fit.priors)}. {describe_others(fit)}"
    )


def describe_others(fit: EloFit) -> str:
    """Say what else was asked does to the scores."""
    if fit.model == "full":
        return (
            "Traps and pairs of identical images count as no wins, but traps tell how much a "
            "rater's answers weigh, and pairs of identical images tell the side's advantage. "
            "Repeats are for consistency alone."
        )
    return "Traps, repeats and pairs of identical images add nothing to the scores."


def describe_sampling(findings: Findings) -> str:
    fit = findings.context.fit
    return (
        f"Model {fit.model}, seed {fit.seed}, {len(fit.draws_elo):,} draws "
        f"({join_facts(fit.settings)}). Versions: {join_facts(fit.versions)}."
    )


def describe_savings(findings: Findings) -> str:
    return (
        "In every draw a codec's Elo over rate is made monotone (isotonic regression; a pooled "
        "block becomes one point at its geometric-mean rate) and log2 bits per pixel is "
        "interpolated over Elo by PCHIP. The BD-rate is exp(mean of ln(R_test/R_anchor)) - 1 over "
        "the range of Elo that both codecs reach in that draw; the saving is its negative; for a "
        "codec with one rate it is taken at that point. Nothing is extrapolated: a pair that "
        "shares no range in more than 5 % of the draws is refused, one that shares less than half "
        "of the narrower range is flagged, and so is one without a shared range in more than "
        "0.5 % of the draws, which the interval leaves out. Numbers are medians and central 95 % "
        f"intervals of the draws. {describe_reach(findings)}"
    )


def describe_reach(findings: Findings) -> str:
    """Say of what the intervals speak."""
    if findings.context.fit.draws_source_elo is not None:
        return (
            "The intervals speak of new sources of this kind too, as far as a source's effects on "
            "the rates of one codec are independent of one another; where a codec is weak on some "
            "sources at all its rates they are too narrow, and the bootstrap over sources is the "
            "check."
        )
    return "The intervals speak of new votes on these sources, not of new sources."


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
    evidence, told = findings.evidence, []
    if evidence.bootstrap:
        told.append(
            "Cross-check by bootstrap: whole raters, or whole sources, are drawn anew "
            f"{REPLICATES} times, rated by mle, and the 2.5 and 97.5 % points taken, widened for "
            "few clusters (Hesterberg 2015). Where sources drawn anew spread a saving "
            "1.25 times as far as its interval, it is flagged."
        )
    if evidence.predictive:
        told.append(
            f"Predictive checks: in each of {evidence.predictive[0].replicates} draws the model "
            "makes up a study with the same questions; p is the share of them as far from the "
            "model as people are, and under 0.01 counts against it."
        )
    if evidence.qualities:
        told.append(
            "Raters are named by four tests (traps, agreement with scores made without them, side, "
            "repeats) held together to a false discovery rate of 5 %, and by two rules outside "
            "that rate: random answers surely above 30 %, and speed."
        )
    return [("Checks", " ".join(told))] if told else []


def join_facts(facts: Mapping[str, Any]) -> str:
    """Names and values of settings as words in a row."""
    pairs = [f"{name.replace('_', ' ')} {tell_value(value)}" for name, value in facts.items()]
    return ", ".join(pairs) or "none"


def tell_value(value: Any) -> str:
    """A list as its words, anything else as it is."""
    return (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
