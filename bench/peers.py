"""Our Newton's method against choix on the same votes, in one run: ``make bench-peers``.

A study of the PICO paper's size (arXiv:2605.05148), simulated without ties, which choix does not
know. Times are the best of several runs, each from the votes to the scores. choix gives no
uncertainty; ours includes the covariance.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import choix
import numpy as np
from choix.opt import PairwiseFcts

from bench.pages import DOCS, describe_machine, write_section
from elo.core.bradley_terry import PRIOR_SD_LOGIT, fit_bradley_terry
from elo.core.counts import count_pairs
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import CHOSE_A, FloatArray, Votes

CONDITIONS, VOTES = 120, 74_925
LOOSE, TIGHT = 1e-5, 1e-8  # average relative step at which its search stops; its own is 1e-5
ALPHA = 1 / (2 * PRIOR_SD_LOGIT**2)  # choix's penalty is alpha times the sum of squares
HEAD = (
    "| what | time | against ours | largest difference, logits | slope left |",
    "| --- | ---: | ---: | ---: | ---: |",
)
NOTE = (
    "Slope left: the largest slope of choix's own objective where each stops; 0 at the maximum. "
    "choix's search looks at the objective alone, whose sum of 75,000 logarithms is exact to about "
    "1e-11, and stops where a step no longer shows in it, about 1e-6 logits away."
)
Games = list[tuple[int, int]]


def make_votes(n_votes: int) -> Votes:
    scores = np.random.default_rng(1).normal(2000, 250, CONDITIONS).tolist()
    elo = {f"c{place:03d}": score for place, score in enumerate(scores)}
    crowd = Crowd(raters=610, sources=30)
    return simulate_votes(elo=elo, n_votes=n_votes, seed=1, crowd=crowd)


def list_games(votes: Votes) -> Games:
    """(winner, loser) of every vote: what choix reads; making it is no part of its time."""
    a_won = votes.choice == CHOSE_A
    winner = np.where(a_won, votes.condition_a, votes.condition_b)
    loser = np.where(a_won, votes.condition_b, votes.condition_a)
    return list(zip(winner.tolist(), loser.tolist(), strict=True))


def best_time(work: Callable[[], FloatArray], runs: int) -> tuple[float, FloatArray]:
    """Seconds of the quickest run, and its scores with mean 0."""
    best_s, skill = np.inf, np.zeros(0)
    for _ in range(runs):
        began_s = time.perf_counter()
        skill = work()
        best_s = min(best_s, time.perf_counter() - began_s)
    return best_s, skill - skill.mean()


@dataclass(frozen=True, slots=True)
class Method:
    """One way to the scores, and the penalty of the model that it maximises."""

    name: str
    alpha: float
    work: Callable[[], FloatArray]


def our_methods(votes: Votes) -> list[Method]:
    def ours(prior_sd_logit: float) -> FloatArray:
        counts = count_pairs(votes)
        return fit_bradley_terry(counts=counts, prior_sd_logit=prior_sd_logit).skill_logit

    return [
        Method("ours, maximum likelihood", 0.0, lambda: ours(np.inf)),
        Method("ours, weak prior: `mle` without draws", ALPHA, lambda: ours(PRIOR_SD_LOGIT)),
    ]


def their_methods(games: Games) -> list[Method]:
    def newton(tol: float) -> FloatArray:
        return np.asarray(choix.opt_pairwise(CONDITIONS, games, alpha=ALPHA, tol=tol))

    return [
        Method("choix, ILSR", 0.0, lambda: choix.ilsr_pairwise(CONDITIONS, games)),
        Method("choix, Newton-CG, same weak prior", ALPHA, lambda: newton(LOOSE)),
        Method(f"the same, tolerance {TIGHT:g}", ALPHA, lambda: newton(TIGHT)),
    ]


def compare(votes: Votes, runs: int) -> list[str]:
    """A row for each method; each of theirs is held against ours of the same model."""
    games = list_games(votes)
    ours = {each.alpha: (each, *best_time(each.work, 5 * runs)) for each in our_methods(votes)}
    rows = [
        f"| {method.name} | {1000 * best_s:.0f} ms | 1 | | {slope_left(games, method, skill):.0e} |"
        for method, best_s, skill in ours.values()
    ]
    for method in their_methods(games):
        _, our_s, our_skill = ours[method.alpha]
        best_s, skill = best_time(method.work, runs)
        apart = np.abs(skill - our_skill).max()
        rows.append(
            f"| {method.name} | {1000 * best_s:,.0f} ms | {best_s / our_s:,.0f} | {apart:.1e} "
            f"| {slope_left(games, method, skill):.0e} |"
        )
    return rows


def slope_left(games: Games, method: Method, skill: FloatArray) -> float:
    return float(np.abs(PairwiseFcts(games, method.alpha).gradient(skill)).max())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--votes", type=int, default=VOTES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="into docs/validation.md")
    arguments = parser.parse_args()
    machine = describe_machine()
    rows = compare(make_votes(arguments.votes), arguments.runs)
    said = f"{machine}, choix {version('choix')}; {arguments.votes:,} simulated votes:"
    lines = [said, "", *HEAD, *rows, "", NOTE]
    print("\n".join(lines))
    if arguments.write:
        write_section("peers", ["", *lines, ""], DOCS / "validation.md")


if __name__ == "__main__":
    main()
