"""Our Newton's method against choix on the same votes, in one run: ``make bench-peers``.

A study of the PICO paper's size (arXiv:2605.05148), simulated without ties, which choix does not
know. Times are the best of several runs, each from the votes to the scores. choix gives no
uncertainty; ours includes the covariance.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib.metadata import version

import choix
import numpy as np

from bench.pages import DOCS, describe_machine, write_section
from elo.core.bradley_terry import PRIOR_SD_LOGIT, fit_bradley_terry
from elo.core.counts import count_pairs
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import FloatArray, Votes

CONDITIONS, VOTES = 120, 74_925
TIGHT = 1e-8  # average relative step at which its search stops
ALPHA = 1 / (2 * PRIOR_SD_LOGIT**2)  # choix's penalty is alpha times the sum of squares
HEAD = (
    "| what | time | against ours | largest difference, logits |",
    "| --- | ---: | ---: | ---: |",
)
Games = list[tuple[int, int]]


def make_votes(n_votes: int) -> Votes:
    scores = np.random.default_rng(1).normal(2000, 250, CONDITIONS).tolist()
    elo = {f"c{place:03d}": score for place, score in enumerate(scores)}
    crowd = Crowd(raters=610, sources=30)
    return simulate_votes(elo=elo, n_votes=n_votes, seed=1, crowd=crowd)


def list_games(votes: Votes) -> Games:
    """(winner, loser) of every vote: what choix reads; making it is no part of its time."""
    a_won = votes.choice == 0
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


def compare(votes: Votes, runs: int) -> list[str]:
    """A row for each method; each is held against ours of the same model."""
    games = list_games(votes)

    def ours(prior_sd_logit: float) -> Callable[[], FloatArray]:
        return lambda: (
            fit_bradley_terry(counts=count_pairs(votes), prior_sd_logit=prior_sd_logit).skill_logit
        )

    likely_s, likely = best_time(ours(np.inf), 5 * runs)
    weak_s, weak = best_time(ours(PRIOR_SD_LOGIT), 5 * runs)
    peers: list[tuple[str, Callable[[], FloatArray], float, FloatArray]] = [
        ("choix, ILSR", lambda: choix.ilsr_pairwise(CONDITIONS, games), likely_s, likely),
        (
            "choix, Newton-CG, same weak prior, its own stopping rule",
            lambda: choix.opt_pairwise(CONDITIONS, games, alpha=ALPHA),
            weak_s,
            weak,
        ),
        (
            f"choix, Newton-CG, same weak prior, tolerance {TIGHT:g}",
            lambda: choix.opt_pairwise(CONDITIONS, games, alpha=ALPHA, tol=TIGHT),
            weak_s,
            weak,
        ),
    ]
    rows = [
        f"| ours, maximum likelihood | {1000 * likely_s:.0f} ms | 1 | |",
        f"| ours, weak prior: `mle` without its draws | {1000 * weak_s:.0f} ms | 1 | |",
    ]
    for name, work, our_s, our_skill in peers:
        their_s, skill = best_time(work, runs)
        apart = np.abs(skill - our_skill).max()
        rows.append(f"| {name} | {1000 * their_s:,.0f} ms | {their_s / our_s:,.0f} | {apart:.1e} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--votes", type=int, default=VOTES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="into docs/validation.md")
    arguments = parser.parse_args()
    machine = describe_machine()
    rows = compare(make_votes(arguments.votes), arguments.runs)
    said = f"{machine}, choix {version('choix')}; {arguments.votes:,} simulated votes:"
    print("\n".join([said, "", *HEAD, *rows]))
    if arguments.write:
        write_section("peers", ["", said, "", *HEAD, *rows, ""], DOCS / "validation.md")


if __name__ == "__main__":
    main()
