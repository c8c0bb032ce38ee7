"""Are the ranks uniform? One test a family, and all of them together at 0.01."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.calibration.keeping import Record
from bench.calibration.ranking import BINS, FAMILIES, KEEP
from elo.core.truth.ranks import count_ranks, uniform_p_value
from elo.core.types import IntArray

ALL_LEVEL = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts of ranks in bins of equal chance, and how likely counts so uneven are."""

    family: str
    counts: IntArray
    p_value: float
    level: float  # Bonferroni: the family's share of `ALL_LEVEL`

    @property
    def uniform(self) -> bool:
        return self.p_value > self.level


def judge(records: Sequence[Record]) -> list[Verdict]:
    """A verdict for each family of parameters, from the lines of the results file."""
    verdicts = []
    fitted = [each["ranks"] for each in records if each["ranks"]]
    families = [family for family in FAMILIES if family in fitted[0]]
    for family in families:
        ranks = np.array([each[family] for each in fitted], dtype=np.int64)
        counts = count_ranks(ranks=ranks, keep=KEEP, bins=BINS)
        verdicts.append(Verdict(family, counts, uniform_p_value(counts), ALL_LEVEL / len(families)))
    return verdicts


def rank_table(records: Sequence[Record]) -> list[str]:
    """A row for each family, and what was refused."""
    judged = judge(records)
    rows = [
        f"| {FAMILIES[each.family]} | {each.counts.min()} to {each.counts.max()} "
        f"| {each.p_value:.3f} | {'yes' if each.uniform else '**no**'} |"
        for each in judged
    ]
    first = sum(bool(each["first"]) for each in records)
    twice = sum(bool(each["refused"]) for each in records)
    lost = sum(not each["ranks"] for each in records)
    cpu_s = np.mean([each["cpu_s"] for each in records])
    return [
        f"| parameter | ranks in a bin of {(len(records) - lost) / BINS:.1f} | p, chi-square "
        f"| uniform (p > {judged[0].level:.2g}) |",
        "| --- | ---: | ---: | --- |",
        *rows,
        "",
        f"{len(records)} studies; {first} fits refused by their gates and made again, {twice} of "
        f"them refused again and counted all the same, but for {lost} without any draws; "
        f"{cpu_s:.1f} s of one core a study.",
    ]
