"""The report's sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from elo.core.elo_fit import EloFit
from elo.core.numbers import THIN, chance, percent, percent_interval, percents
from elo.core.resampling.flagging import blame, find_wider
from elo.core.savings import Saving
from elo.core.types import CHOSE_A, TIE, UNKNOWN, VOTE, Votes
from elo.report.findings import Findings

SURE = 0.975  # below this chance of looking better, nothing is said to look best
MOST_RIVALS = 3  # named in the headline; more are counted


def write_headline(findings: Findings) -> str:
    """Say the one finding of the report in one sentence or two."""
    leading = findings.leading
    if leading is None:
        return f"{name_best(findings)} {why_no_saving(findings)}"
    test, anchor = findings.palette.label(leading.test), findings.palette.label(leading.anchor)
    needs = describe_need(leading)
    sentence = f"At equal perceived quality {test} needs {needs} of the bits of {anchor}"
    interval = describe_need_interval(leading)
    notes = f"{warn_unsure(leading)}{warn_new_pictures(findings)}"
    return f"{sentence} (95{THIN}% interval {interval}).{notes}"


def warn_unsure(saving: Saving) -> str:
    """Say that no saving is certain, where its 95 % interval includes 0."""
    drawn = saving.saving
    if drawn.q025 > 0 or drawn.q975 < 0:
        return ""
    return (
        f" No saving is certain yet: the chance that there is one is {chance(saving.probability)}."
    )


def warn_new_pictures(findings: Findings) -> str:
    """Say what pictures drawn anew give, where that is much wider."""
    leading, resampled = findings.leading, findings.evidence.bootstrap
    wider = find_wider(savings=[leading] if leading else [], resampled=resampled)
    why = blame(findings.context.fit.pools_rates)
    return "".join(
        f" {why[0].upper()}{why[1:]} gives {describe_need_interval(anew)}."
        for anew in wider.values()
    )


def describe_need(saving: Saving) -> str:
    """Rate of the test codec in per cent of the anchor's."""
    return percents(1 + saving.bd_rate.median)


def describe_need_interval(saving: Saving) -> str:
    """95 % interval of `describe_need`."""
    return f"{percent(1 + saving.bd_rate.q025)} to {percents(1 + saving.bd_rate.q975)}"


def describe_saving_interval(saving: Saving) -> str:
    """95 % interval of the saving, in per cent."""
    return percent_interval(saving.saving)


def name_best(findings: Findings) -> str:
    """Name the condition that looks best, or those that may be the best."""
    fit, conditions = findings.context.fit, findings.context.conditions
    best, rivals = find_best(fit)
    label = dict(zip(conditions.names, conditions.label, strict=True))
    names = [label[fit.conditions[each]] for each in (best, *rivals)]
    low, high = fit.quantile_elo(0.025)[best], fit.quantile_elo(0.975)[best]
    score = f"{fit.mean_elo[best]:.0f} Elo, 95{THIN}% interval {low:.0f} to {high:.0f}"
    if not rivals:
        return f"{names[0]} looks best ({score})."
    listed = join_words(names[1:])
    return f"No best can be told yet: {names[0]} ({score}) cannot be told apart from {listed}."


def find_best(fit: EloFit) -> tuple[int, list[int]]:
    """Find the condition with the highest mean, and those not surely below it, best first.

    Not only the second is looked at: one with few votes may lie lower and still be the better.
    """
    order = np.argsort(-fit.mean_elo, kind="stable").tolist()
    best = order[0]
    below = np.mean(fit.draws_elo < fit.draws_elo[:, [best]], axis=0)
    return best, [each for each in order[1:] if below[each] < SURE]


def join_words(names: list[str]) -> str:
    """Join a few names as in a sentence; count the rest."""
    more = len(names) - MOST_RIVALS
    parts = names if more <= 0 else [*names[:MOST_RIVALS], f"{more} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def join_all(names: Sequence[str]) -> str:
    """Join names as in a sentence, all of them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def count(number: int, what: str) -> str:
    """A number of things, one of which is no plural."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def why_no_saving(findings: Findings) -> str:
    """Say why there is no headline saving."""
    if not findings.curves:
        return "The conditions came without bitrates, so there is no saving to compute."
    if len(findings.curves) == 1:
        return "Only one codec has bitrates, so there is no saving to compute."
    if findings.context.test_codec is not None:
        label = findings.palette.label(findings.context.test_codec)
        return (
            f"{label} shares a range of quality with another codec in too few of the draws, so no "
            "saving is given; the reasons are in savings.csv."
        )
    return (
        "No two codecs share a range of quality in enough of the draws, so no saving is given; "
        "the reasons are in savings.csv."
    )


def describe_range(least: int, most: int) -> str:
    """Two counts, or one where they are the same."""
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def describe_data(findings: Findings) -> list[tuple[str, str]]:
    """Facts about the votes, name and value."""
    context, votes = findings.context, findings.context.votes
    rated = votes.rated()
    per_rater = [each.votes for each in findings.raters if each.votes]
    facts = [
        ("Rated votes", f"{len(rated):,}"),
        ("Raters", f"{context.fit.n_raters:,}"),
        ("Votes per rater", describe_range(min(per_rater), max(per_rater))),
        ("Sources", f"{len(np.unique(rated.source)):,}"),
        ("Conditions rated", f"{len(context.fit.conditions):,}"),
        ("Pairs of conditions shown", f"{len(findings.counts.total):,}"),
    ]
    if context.without:
        facts.insert(2, ("Raters left out on request", f"{len(context.without):,}"))
    ties = float(np.mean(rated.choice == TIE))
    if ties:
        facts.append(("Ties", percents(ties, 1)))
    return [*facts, *describe_attention(findings), *describe_sides(votes)]


def describe_attention(findings: Findings) -> list[tuple[str, str]]:
    """Facts on traps and times, where they are known."""
    facts = []
    traps = sum(each.traps for each in findings.raters)
    if traps:
        right = sum(each.traps_right for each in findings.raters)
        facts.append(("Traps answered rightly", f"{percents(right / traps, 1)} of {traps:,}"))
    times = [t for each in findings.raters if not math.isnan(t := each.median_response_ms)]
    if times:
        facts.append(("Time for an answer (median rater)", f"{np.median(times) / 1000:.1f} s"))
    return facts


def describe_sides(votes: Votes) -> list[tuple[str, str]]:
    """How often what was shown left or first was chosen; half is no habit."""
    known = (votes.kind == VOTE) & (votes.left != UNKNOWN) & (votes.choice != TIE)
    total = int(known.sum())
    if total == 0:
        return []
    left = float(np.mean(votes.choice[known] == np.where(votes.left[known] == 0, CHOSE_A, 1)))
    error = 1.96 * math.sqrt(0.25 / total)
    return [
        (
            f"Left or first chosen (by chance 50 ± {percent(error, 1)})",
            percents(left, 1),
        )
    ]
