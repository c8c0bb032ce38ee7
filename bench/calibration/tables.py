"""The results as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.calibration.keeping import Record

LOW, HIGH = 0.93, 0.97  # what is asked of a share
MODELS = {"mle": "`mle`", "plain": "`plain`", "full": "`full`", "pooled": "`full`, rates pooled"}
WORDS = {
    "spoilt": "",
    "unspoilt": ", nothing spoils the votes",
    "contrary": ", 5 % of raters contrary",
    "rough": ", conditions 60 Elo off smooth curves",
    "shared": ", codecs weak on whole pictures",
}
OTHERS = {"side": "side", "tie": "ties", "lapse": "each rater's lapse"}


def share_and_error(pairs: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Share inside, and its standard error over studies: one study's intervals share its luck."""
    inside, all_of = np.array(pairs, dtype=np.float64).T
    share = inside.sum() / all_of.sum()
    error = np.sqrt(np.sum((inside - share * all_of) ** 2)) / all_of.sum()
    return float(share), float(error)


def coverage_table(records: Sequence[Record]) -> list[str]:
    """A row for each model and quantity."""
    head = (
        "| model | 95 % intervals of | studies | intervals | hold the truth | standard error "
        "| 93 to 97 % | mean half-width |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- | ---: |",
    )
    rows = []
    for name, mine in by_trial(records).items():
        rows += model_rows(name, [each for each in mine if not each["refused"]])
    return [*head, *rows]


def by_trial(records: Sequence[Record]) -> dict[str, list[Record]]:
    """Results of each model in each world, by the name the tables give them."""
    trials: dict[str, list[Record]] = {}
    order = [*WORDS, *MODELS]
    for each in sorted(records, key=lambda x: (order.index(x["world"]), order.index(x["model"]))):
        trials.setdefault(MODELS[each["model"]] + WORDS[each["world"]], []).append(each)
    return trials


def model_rows(model: str, mine: Sequence[Record]) -> list[str]:
    if not mine:
        return [f"| {model} | every fit was refused | 0 | 0 | | | no | |"]
    elo = np.mean([each["half_width_elo"] for each in mine])
    saving = np.mean([each["half_width_saving"] for each in mine if each["half_width_saving"]])
    rows = [
        row(model, "differences of Elo", [each["elo"] for each in mine], f"{elo:.0f} Elo"),
        row(model, "savings", [each["saving"] for each in mine], f"{100 * saving:.1f} points"),
    ]
    for name, words in OTHERS.items():
        pairs = [each["others"][name] for each in mine if name in each["others"]]
        if pairs:
            rows.append(row(model, words, pairs, "", asked=False))
    return rows


def row(
    model: str,
    quantity: str,
    pairs: Sequence[Sequence[int]],
    width: str,
    *,
    asked: bool = True,
) -> str:
    given = [pair for pair in pairs if pair[1]]
    if not given:
        return f"| {model} | {quantity} | {len(pairs)} | 0 | | | no | |"
    share, error = share_and_error(given)
    holds = ("yes" if LOW <= share <= HIGH else "**no**") if asked else "not asked"
    count = sum(pair[1] for pair in given)
    return (
        f"| {model} | {quantity} | {len(pairs)} | {count:,} | {share:.1%} | {error:.1%} "
        f"| {holds} | {width} |"
    )


def notes(records: Sequence[Record]) -> list[str]:
    """What the table leaves out, by model: refused fits and savings, scale, seconds."""
    lines = []
    for model, mine in by_trial(records).items():
        refused = [each for each in mine if each["refused"]]
        kept = [each for each in mine if not each["refused"]]
        savings = sum(each["savings_refused"] for each in kept)
        shown = savings + sum(each["saving"][1] for each in kept)
        scale = np.mean([each["scale"] for each in kept]) if kept else np.nan
        cpu_s = np.mean([each["cpu_s"] for each in mine])
        lines.append(
            f"- {model}: {len(refused)} of {len(mine)} fits refused, "
            f"{savings} of {shown} savings refused for want of overlap; true differences of Elo "
            f"found at {scale:.2f} of their size; {cpu_s:.1f} s of one core a fit."
        )
    return lines
