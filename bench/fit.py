"""How long fits take at the paper's size, a tenth and four times it: ``make bench-fit``.

15 codecs at 8 rates, 30 sources, 610 raters, 74,925 votes (arXiv:2605.05148), all simulated: a
twentieth of the answers at random, ties, a favoured side, sources that differ, and traps. Each
fit runs in a process of its own, so that its memory can be told; machine code is compiled before.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import isnan, nan
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.calibration.measuring import name_options
from bench.pages import DOCS, describe_machine, write_section
from elo.core.fit import MODELS, fit
from elo.core.formats.conditions import write_conditions
from elo.core.formats.native import write_votes
from elo.core.ladders import make_rates, simulate_ladder
from elo.core.simulate import TRAP_CLEAN, TRAP_RUINED, Crowd, simulate_votes
from elo.core.types import Conditions, Votes

VOTES, CODECS, RATES = 74_925, 15, 8
CROWD = Crowd(
    raters=610, sources=30, lapse=0.05, tie=0.3, side_elo=15, source_sd_elo=80, trap_share=0.08
)
HEAD = (
    "| votes | model | time, s | memory, GiB | R-hat | least ESS | divergences |",
    "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """One fit: seconds, peak memory of its process, and whether it may be believed."""

    votes: int
    model: str
    seconds: float
    memory_gib: float
    rhat: float
    ess: float
    divergences: int


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fit", description=__doc__)
    add = parser.add_argument
    add("--shares", type=float, nargs="+", default=[0.1, 1, 4], help="of the paper's votes")
    add("--models", nargs="+", default=["mle", "full"], help="pooled: `full`, along the rates")
    add("--seed", type=int, default=1)
    add("--no-command", action="store_true", help="leave out the whole command, report and all")
    add("--write", action="store_true", help="put the table into docs/validation.md")
    return parser.parse_args()


def make_study(share: float, seed: int) -> tuple[Votes, Conditions]:
    codec, bpp = make_rates(codecs=CODECS, rates=RATES, seed=seed)
    ladder = simulate_ladder(codec=codec, bpp=bpp, costs=np.linspace(1, 4, CODECS), seed=seed)
    names = [f"codec-{one:02d}-{rate:.4f}" for one, rate in zip(codec, bpp, strict=True)]
    elo = dict(zip(names, (2000 + ladder.elo).tolist(), strict=True))
    votes = simulate_votes(elo=elo, n_votes=round(share * VOTES), seed=seed, crowd=CROWD)
    every = (*names, TRAP_CLEAN, TRAP_RUINED)
    codecs = (*(f"codec-{one:02d}" for one in codec), TRAP_CLEAN, TRAP_RUINED)
    return votes, Conditions(every, codecs, np.array([*bpp, np.nan, np.nan]), every)


def measure_fit(share: float, model: str, seed: int) -> Cost:
    """Fit twice where it is quick: the first time loads what Python needs."""
    votes, conditions = make_study(share, seed)
    if model == "mle":
        fit(votes, model=model, seed=seed, conditions=conditions)
    begun = time.perf_counter()
    found = fit(votes, seed=seed, conditions=conditions, **name_options(model))
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    checks = found.worst_rhat, found.least_ess, found.divergences
    return Cost(found.n_votes, model, seconds, memory, *checks)


def measure_apart(share: float, model: str, seed: int) -> Cost:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure_fit, share, model, seed).result()


def measure_command(model: str, seed: int) -> Cost:
    """The whole command at the paper's size: tables in, report out."""
    votes, conditions = make_study(1, seed)
    with tempfile.TemporaryDirectory(prefix="evalsite-bench-") as name:
        folder = Path(name)
        write_votes(votes=votes, path=folder / "votes.csv")
        write_conditions(conditions=conditions, path=folder / "conditions.csv")
        words = [sys.executable, "manage.py", "analyse", folder / "votes.csv"]
        words += [folder / "conditions.csv", "--out", folder / "report", "--model", model]
        begun = time.perf_counter()
        subprocess.run(
            [*words, "--seed", str(seed)], cwd=DOCS.parent, check=True, stdout=subprocess.DEVNULL
        )
        seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return Cost(len(votes.rated()), f"{model}, whole command", seconds, memory, nan, nan, 0)


def show(cost: Cost) -> str:
    checks = f"{cost.rhat:.4f} | {cost.ess:,.0f} | {cost.divergences}"
    spent = f"| {cost.votes:,} | {cost.model} | {cost.seconds:.2f} | {cost.memory_gib:.2f} |"
    return f"{spent}  | |  |" if isnan(cost.rhat) else f"{spent} {checks} |"


def main() -> None:
    arguments = parse_arguments()
    lines = [f"Simulated votes; {describe_machine()}.", "", *HEAD]
    print("\n".join(lines), flush=True)
    if "full" in arguments.models:
        measure_apart(0.01, "full", arguments.seed)  # compiles, if that was not done before
    costs = [(share, model) for share in arguments.shares for model in arguments.models]
    for share, model in costs:
        lines.append(show(measure_apart(share, model, arguments.seed)))
        print(lines[-1], flush=True)
    commands = [] if arguments.no_command else [each for each in MODELS if each in arguments.models]
    for model in commands:
        lines.append(show(measure_command(model, arguments.seed)))
        print(lines[-1], flush=True)
    if arguments.write:
        write_section("fit", lines, DOCS / "validation.md")


if __name__ == "__main__":
    main()
