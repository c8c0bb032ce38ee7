"""What pooling along the rates saves in votes, on top of active pairs: all simulated.

``python bench/pooled_sampling.py --help``. The study is that of ``bench/sampling.py``: the paper's
size, one codec's savings against each other. Random pairs get its 74,925 votes and are analysed by
`full`; active pairs get fewer, and are analysed by `full` without and with ``--pool-rates``. Every
saving's interval is then that of the report: raters, sources and all.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from sampling import SETTINGS, VOTES, line

from elo.core.diagnostics import check_convergence
from elo.core.fit import fit
from elo.core.sampling import SimulatedStudy, ask, list_votes, open_study
from elo.core.types import Conditions
from elo.core.widths import Widths, judge_draws

SETTING = SETTINGS[0]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--seeds", type=int, default=10, help="simulated studies")
    add("--marks", type=int, nargs="+", default=[10_000, 12_500, 15_000], help="active votes")
    return parser.parse_args()


def analyse(study: SimulatedStudy, seed: int, *, pool_rates: bool) -> Widths:
    """Savings by `full`; one that its gates refuse ends the run."""
    votes, ladder = list_votes(study), study.ladder
    codecs = tuple(str(codec) for codec in ladder.codec.tolist())
    known = Conditions(votes.conditions, codecs, ladder.bpp, votes.conditions)
    found = fit(votes, model="full", seed=seed, conditions=known, pool_rates=pool_rates)
    check_convergence(found)
    return judge_draws(
        draws_elo=found.draws_elo[::4],
        codec=ladder.codec,
        bpp=ladder.bpp,
        true_elo=study.true_elo,
        test=SETTING.test,
    )


def carry_out(seed: int, marks: list[int]) -> Iterator[tuple[str, str, Widths]]:
    """Sampler, votes and widths of one study, analysis by analysis."""
    study = open_study(ladder=SETTING.ladder(seed), panel=SETTING.panel, seed=seed)
    ask(study, sampler="random", mark=VOTES, test=SETTING.test)
    yield "random", f"{VOTES:,}", analyse(study, seed, pool_rates=False)
    study = open_study(ladder=SETTING.ladder(seed), panel=SETTING.panel, seed=seed)
    last = None
    for mark in marks:
        last = ask(study, sampler="active", mark=mark, test=SETTING.test, fit=last)
        yield "active", f"{mark:,}", analyse(study, seed, pool_rates=False)
        yield "active, rates pooled", f"{mark:,}", analyse(study, seed, pool_rates=True)


def main() -> None:
    arguments = parse_arguments()
    print(f"SIMULATED. {arguments.seeds} studies, each analysed by `full`")
    found: dict[tuple[str, str], list[Widths]] = {}
    for seed in range(1, arguments.seeds + 1):
        for pairs, votes, widths in carry_out(seed, arguments.marks):
            print(seed, pairs, votes, f"{widths.half_width:.2%} {widths.covered:.0%}", flush=True)
            found.setdefault((pairs, votes), []).append(widths)
    print("\n| savings wanted | pairs | votes | mean half-width | intervals that hold the truth |")
    print("| --- | --- | --- | --- | --- |")
    for (pairs, votes), each in found.items():
        half_width = f"{np.mean([one.half_width for one in each]):.2%}"
        covered = [one.covered for one in each]
        print(line(SETTING.name, pairs, votes, half_width, covered))


if __name__ == "__main__":
    main()
