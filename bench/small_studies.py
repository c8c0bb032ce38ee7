"""From how many conditions on active pairs are worth it: small studies, all simulated.

``python bench/small_studies.py --help`` lists the choices. Rates are a doubling apart, the last
codec needs the bits that move its curve by half of the rates' range, sources differ by 60 Elo and
one rater in ten lapses, as in ``manage.py plan_study``. Every sampler meets the same truths.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from elo.core.ladders import WORST_COST, Ladder, simulate_ladder, spread_costs
from elo.core.planning import FIRST_PER_CONDITION, find_votes
from elo.core.sampling import Panel

SAMPLERS = ("random", "balanced", "active")
LOWEST_BPP = 0.2
FIRST, MOST_VOTES = 100, 60_000
PANEL = Panel(source_sd_elo=60.0)


@dataclass(frozen=True, slots=True)
class Size:
    """A study's codecs and rates."""

    codecs: int
    rates: int

    def ladder(self, seed: int) -> Ladder:
        most = min(WORST_COST, 2 ** ((self.rates - 1) / 2))
        return simulate_ladder(
            codec=np.repeat(np.arange(self.codecs), self.rates),
            bpp=np.tile(LOWEST_BPP * 2.0 ** np.arange(self.rates), self.codecs),
            costs=spread_costs(self.codecs, most=most),
            seed=seed,
        )


SIZES = (Size(2, 2), Size(2, 3), Size(3, 3), Size(4, 3), Size(4, 5), Size(4, 7))


def run(
    size: Size, sampler: str, seed: int, half_width: float, test: int | None
) -> tuple[int, float]:
    """Votes until the half-width is reached, and the share of intervals that hold the truth."""
    plan = find_votes(
        ladder=size.ladder(seed),
        panel=PANEL,
        sampler=sampler,
        half_width=half_width,
        most_votes=MOST_VOTES,
        seed=seed,
        test=test,
        first=max(FIRST, FIRST_PER_CONDITION * size.codecs * size.rates),
        step=1.15,
    )
    return plan.votes or MOST_VOTES, plan.growth[-1].widths.covered


def describe(
    size: Size, arguments: argparse.Namespace, test: int | None, pool: ProcessPoolExecutor
) -> str:
    cells = [f"{size.codecs} x {size.rates} = {size.codecs * size.rates}"]
    n = arguments.seeds
    seeds = range(1, n + 1)
    for sampler in SAMPLERS:
        tasks = ([size] * n, [sampler] * n, seeds, [arguments.half_width] * n, [test] * n)
        votes, covered = np.array(list(pool.map(run, *tasks))).T
        error = votes.std() / max(n - 1, 1) ** 0.5
        held_error = np.nanstd(covered) / max(n - 1, 1) ** 0.5
        cells.append(f"{votes.mean():,.0f} ± {error:,.0f}")
        cells.append(f"{np.nanmean(covered):.1%} ± {held_error:.1%}")
    return f"| {' | '.join(cells)} |"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--seeds", type=int, default=40, help="simulated studies of each size")
    add("--half-width", type=float, default=0.1, help="wanted, a fraction of the bits")
    add("--workers", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    print(f"SIMULATED. {arguments.seeds} studies of each size, to {arguments.half_width:.0%}.")
    head = [f"{sampler} | truth held" for sampler in SAMPLERS]
    with ProcessPoolExecutor(arguments.workers) as pool:
        for whose, test in (("all pairs of codecs", None), ("one codec against each other", 0)):
            print(f"\n| {whose} | {' | '.join(head)} |\n|{' --- |' * 7}", flush=True)
            for size in SIZES:
                print(describe(size, arguments, test, pool), flush=True)


if __name__ == "__main__":
    main()
