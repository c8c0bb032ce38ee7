"""How many votes each sampler needs for what 74,925 votes on random pairs give: all simulated.

``python bench/sampling.py --help`` lists the choices. The study has the size of the PICO paper's
(arXiv:2605.05148): 15 codecs at 8 rates, 30 sources, 610 raters, 74,925 votes. What its codecs
cost one another is taken from its summary: 20 to 40 % saved against the best learned codecs, 2.3
to 3 times the bits for the standards; the worst here needs 4 times.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from best_design import bound_votes

from elo.core.contrasts import saving_contrasts
from elo.core.information import choose_pairs
from elo.core.ladders import Ladder, make_rates, simulate_ladder
from elo.core.lapsing import fit_lapsing
from elo.core.planning import Plan, find_votes
from elo.core.sampling import Growth, Panel, answer, count, deal, grow, open_study

COSTS = (1, 1.25, 1.4, 1.55, 1.67, 2.3, 2.4, 2.5, 2.6, 2.8, 3.0, 3.1, 3.3, 3.6, 4)
RATES, VOTES = 8, 74_925
FIRST, STEP = 8_000, 1.12
MOST = 2 * VOTES
BOUNDS = 4  # studies of each kind for which the best design is sought


@dataclass(frozen=True, slots=True)
class Setting:
    """One truth, and what is wanted of it."""

    name: str
    test: int | None = None  # 0: only the first codec's savings, as in the paper's table
    elo_per_doubling: float = 300.0
    panel: Panel = field(default_factory=Panel)
    samplers: tuple[str, ...] = ("active",)

    def ladder(self, seed: int) -> Ladder:
        codec, bpp = make_rates(codecs=len(COSTS), rates=RATES, seed=seed)
        slope = self.elo_per_doubling
        return simulate_ladder(codec=codec, bpp=bpp, costs=COSTS, seed=seed, elo_per_doubling=slope)

    @property
    def lapse(self) -> float:
        panel = self.panel
        lapsing = panel.lapsing * panel.random_share
        return lapsing + (1 - panel.lapsing) * panel.attentive_share


ALL_SAMPLERS = ("balanced", "scores", "active")
SETTINGS = (
    Setting("one codec against each other", 0, samplers=ALL_SAMPLERS),
    Setting("all pairs of codecs", None, samplers=ALL_SAMPLERS),
    Setting("one; 600 Elo a doubling, as in mucped23", 0, 600),
    Setting("all; 600 Elo a doubling", None, 600),
    Setting("one; 400 Elo a doubling", 0, 400),
    Setting("one; 250 Elo a doubling", 0, 250),
    Setting("one; sources differ by 60 Elo", 0, panel=Panel(source_sd_elo=60)),
    Setting("one; nobody lapses", 0, panel=Panel(lapsing=0, attentive_share=0)),
    Setting("one; can't tell: a third at equal quality", 0, panel=Panel(tie=1.0)),
)


def run_random(setting: Setting, seed: int) -> Growth:
    return next(
        iter(
            grow(
                ladder=setting.ladder(seed),
                panel=setting.panel,
                sampler="random",
                marks=[VOTES],
                seed=seed,
                test=setting.test,
            )
        )
    )


def run_sampler(setting: Setting, sampler: str, seed: int, half_width: float) -> Plan:
    return find_votes(
        ladder=setting.ladder(seed),
        panel=setting.panel,
        sampler=sampler,
        half_width=half_width,
        most_votes=MOST,
        seed=seed,
        test=setting.test,
        first=40_000 if sampler == "balanced" else FIRST,
        step=STEP,
    )


def run_bound(setting: Setting, seed: int, half_width: float, free: bool) -> int:
    return bound_votes(
        ladder=setting.ladder(seed),
        lapse=setting.lapse,
        half_width=half_width,
        test=setting.test,
        free=free,
    )


def describe(setting: Setting, seeds: range, pool: ProcessPoolExecutor) -> list[str]:
    """A line for random pairs, one for each other sampler, and one for the bounds.

    Each study is held against random pairs in the same truth: truths differ in how hard they are.
    """
    n = len(seeds)
    random = list(pool.map(run_random, [setting] * n, seeds))
    widths = [each.widths.half_width for each in random]
    covered = [each.widths.covered for each in random]
    half_width = f"{np.mean(widths):.2%}"
    lines = [line(setting.name, "random", f"{VOTES:,}", half_width, covered)]
    for sampler in setting.samplers:
        plans = list(pool.map(run_sampler, [setting] * n, [sampler] * n, seeds, widths))
        votes = [plan.votes or MOST for plan in plans]
        error = np.std(votes) / max(n - 1, 1) ** 0.5
        ends = [plan.growth[-1].widths.covered for plan in plans]
        lines.append(line("", sampler, f"{np.mean(votes):,.0f} ± {error:,.0f}", half_width, ends))
    if setting.panel.tie or setting.panel.source_sd_elo:
        return lines  # the bound knows of neither
    few = min(n, BOUNDS)
    for free, what in ((False, "bound, 15 % uniform"), (True, "bound")):
        tasks = ([setting] * few, seeds, widths, [free] * few)
        bounds = list(pool.map(run_bound, *tasks))
        lines.append(line("", what, f"{np.mean(bounds):,.0f}", half_width, []))
    return lines


def line(name: str, sampler: str, votes: str, half_width: str, covered: list[float]) -> str:
    error = np.std(covered) / max(len(covered) - 1, 1) ** 0.5 if covered else 0.0
    held = f"{np.mean(covered):.1%} ± {error:.1%}" if covered else ""
    return f"| {name} | {sampler} | {votes} | {half_width} | {held} |"


def time_batch(how_many: int) -> dict[str, float]:
    """Milliseconds of one batch's steps at the paper's size, the best of five."""
    setting = SETTINGS[1]
    study = open_study(ladder=setting.ladder(1), panel=setting.panel, seed=1)
    answer(study, deal(study, 3000))
    ladder, spent = study.ladder, {"fit": 1e9, "contrasts": 1e9, "choose": 1e9}
    for _ in range(5):
        began_s = time.perf_counter()
        laplace = fit_lapsing(counts=count(study)).laplace
        fitted_s = time.perf_counter()
        wanted = saving_contrasts(laplace=laplace, codec=ladder.codec, bpp=ladder.bpp)
        wanted_s = time.perf_counter()
        choose_pairs(laplace=laplace, how_many=how_many, seed=1, wanted=wanted)
        steps = (fitted_s - began_s, wanted_s - fitted_s, time.perf_counter() - wanted_s)
        for name, step_s in zip(spent, steps, strict=True):
            spent[name] = min(spent[name], 1000 * step_s)
    return spent


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--seeds", type=int, default=10, help="simulated studies of each kind")
    add("--only", type=int, nargs="+", help="numbers of the settings to run, from 1 on")
    add("--workers", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    load, began_s = os.getloadavg()[0], time.perf_counter()
    cores = len(os.sched_getaffinity(0))
    print(f"SIMULATED. {arguments.seeds} studies of each kind; {cores} cores, load {load:.1f},")
    print(f"Python {platform.python_version()}, numpy {np.__version__}\n")
    for how_many in (100, 500):
        spent = time_batch(how_many)
        words = ", ".join(f"{name} {spent_ms:.0f} ms" for name, spent_ms in spent.items())
        print(f"A batch of {how_many} pairs among 120 conditions: {words}")
    print("\n| savings wanted | pairs | votes | mean half-width | intervals that hold the truth |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    chosen = arguments.only or range(1, len(SETTINGS) + 1)
    with ProcessPoolExecutor(arguments.workers) as pool:
        for number in chosen:
            seeds = range(1, arguments.seeds + 1)
            print("\n".join(describe(SETTINGS[number - 1], seeds, pool)), flush=True)
    print(f"\n{time.perf_counter() - began_s:.0f} s")


if __name__ == "__main__":
    main()
