"""The proof of the artefact check: how often each kind of rater passes, and how true it measures.

Simulation, not measurement on people: raters answer by a psychometric function whose assumptions
`artefact_people` names. The check itself is the one the site runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from figures.export import svg_of
from raters.checks.artefact_rules import POLICY
from raters.proving.artefact_banks import BANKS
from raters.proving.artefact_charts import draw_proof
from raters.proving.artefact_people import GUESSER, KINDS, THRESHOLDS, VARIATIONS, at_threshold
from raters.proving.artefact_taking import Case, Taken, take_all

PICTURE = "artefact-proof.svg"
MOST_BIAS = 0.1  # of the ladder
# kind -> what is promised of the share that passes
PROMISES: dict[str, tuple[str, Callable[[float], bool]]] = {
    "guesser": ("at most 1", lambda share: share <= 0.01),
    "presses one button": ("at most 1", lambda share: share <= 0.01),
    "normal": ("at least 97", lambda share: share >= 0.97),
}
PEEKING = {
    "guesser, looked at once, after 28": (("items_least", 28.0),),
    "guesser, looked at after every item from 16": (("look_every", 1.0),),
}
All = Mapping[str, Taken]


def prove(*, raters: int, seed: int, workers: int, pictures: Path | None = None) -> str:
    """Simulate, draw where asked to, and tell in Markdown."""
    taken = take_all(list_cases(), raters=raters, seed=seed, workers=workers)
    if pictures is not None:
        by_threshold = {each: taken[name_threshold("built", each)] for each in THRESHOLDS}
        spec = draw_proof(by_threshold, limit=POLICY["limit"])
        (pictures / PICTURE).write_text(svg_of(spec), encoding="utf-8")
    return "\n\n".join([tell_promises(taken), tell_kinds(taken, raters), tell_thresholds(taken)])


def list_cases() -> dict[str, Case]:
    cases = {f"{bank} {name}": Case(kind, bank) for bank in BANKS for name, kind in KINDS.items()}
    cases |= {f"built {name}": Case(kind) for name, kind in VARIATIONS.items()}
    cases |= {f"built {name}": Case(GUESSER, rules=rules) for name, rules in PEEKING.items()}
    return cases | {
        name_threshold(bank, each): Case(at_threshold(each), bank)
        for bank in BANKS
        for each in THRESHOLDS
    }


def name_threshold(bank: str, threshold: float) -> str:
    return f"{bank} threshold {threshold:g}"


def find_broken(taken: All) -> list[str]:
    """The promises that were not kept."""
    broken = [
        f"{bank} bank: {name} passes {promise} %"
        for bank in BANKS
        for name, (promise, is_kept) in PROMISES.items()
        if not is_kept(share_of(taken[f"{bank} {name}"]))
    ]
    biased = (bank for bank in BANKS if find_most_bias(taken, bank) > MOST_BIAS)
    return broken + [f"{bank} bank: bias at most {MOST_BIAS:g}" for bank in biased]


def share_of(taken: Taken) -> float:
    return float(taken.passed.mean())


def find_most_bias(taken: All, bank: str) -> float:
    return max(abs(taken[name_threshold(bank, each)].bias) for each in THRESHOLDS)


def tell_promises(taken: All) -> str:
    rows = [
        (name, promise, *(percent(share_of(taken[f"{bank} {name}"])) for bank in BANKS))
        for name, (promise, _) in PROMISES.items()
    ]
    bias = [f"{find_most_bias(taken, bank):.3f}" for bank in BANKS]
    rows.append(("largest bias of the threshold", f"at most {MOST_BIAS:g}", *bias))
    heads = ("", "promised", *(f"{bank} bank, {len(BANKS[bank])} items" for bank in BANKS))
    broken = find_broken(taken)
    said = f"**Broken: {'; '.join(broken)}.**" if broken else "Every promise is kept."
    return f"{said} Passed, in per cent:\n\n{draw_table(heads, rows)}"


def tell_kinds(taken: All, raters: int) -> str:
    names = [*KINDS, *VARIATIONS, *PEEKING]
    rows = [tell_kind(name, taken[f"built {name}"]) for name in names]
    heads = ("kind of rater", "pass, %", "± (95 %)", "items, mean", "threshold, mean", "sd")
    said = f"{raters:,} simulated raters of each kind, with the bank that `build_item_bank` makes:"
    return f"{said}\n\n{draw_table(heads, rows)}"


def tell_kind(name: str, taken: Taken) -> tuple[str, ...]:
    share, raters = share_of(taken), len(taken.passed)
    error = 1.96 * float(np.sqrt(share * (1 - share) / raters))
    return (
        name,
        percent(share),
        percent(error),
        f"{taken.items.mean():.1f}",
        f"{taken.threshold.mean():.3f}",
        f"{taken.threshold.std():.3f}",
    )


def tell_thresholds(taken: All) -> str:
    rows = []
    for threshold in THRESHOLDS:
        built, sparse = (taken[name_threshold(bank, threshold)] for bank in BANKS)
        rows.append(
            (
                f"{threshold:g}",
                *(f"{built.bias:+.3f}", f"{built.threshold.std():.3f}", percent(built.covered)),
                *(percent(share_of(built)), f"{built.items.mean():.1f}"),
                *(f"{sparse.bias:+.3f}", f"{sparse.threshold.std():.3f}"),
            )
        )
    heads = (
        *("true threshold", "bias", "sd", "95 % interval holds it, %", "pass, %", "items, mean"),
        *("bias, sparse bank", "sd, sparse bank"),
    )
    return f"Recovered against true threshold:\n\n{draw_table(heads, rows)}"


def percent(share: float) -> str:
    return f"{100 * share:.2f}" if share < 0.1 else f"{100 * share:.1f}"


def draw_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
