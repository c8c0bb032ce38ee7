"""Draws from the posterior of `full` by Hamiltonian Monte Carlo in `elo.core.full.frame`.

There the posterior is nearly a standard normal, in which a quarter of a period leads to a draw
that has nothing to do with the last one; a No-U-Turn sampler needs four times as many gradients.
So trajectories are about that long, a quarter more or less by chance, and whole chains run
compiled. The integrator is a two-stage one, in so many dimensions more exact for its cost than
leapfrog: S. Blanes, F. Casas, J. M. Sanz-Serna, Numerical integrators for the hybrid Monte Carlo
method, SIAM J. Sci. Comput. 36 (2014). Step sizes are tuned as in M. D. Hoffman and A. Gelman,
The No-U-Turn sampler, JMLR 15 (2014), and stand still afterwards: from then on the chains have
exactly the posterior as their law.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame, count_coordinates
from elo.core.full.frame.whitening import whitened_density
from elo.core.full.leaping import leap
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray

CHAINS = 4
QUARTER = math.pi / 2
KICK = (3 - math.sqrt(3)) / 6  # share of a step in its outer two changes of momentum
FIRST_STEP = 0.4
DIVERGED = 1000.0  # error of the energy, as in Stan


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to sample; ``target_accept`` sets how small the steps are."""

    tune: int
    draws: int
    target_accept: float


@dataclass(frozen=True, slots=True)
class Chains:
    """What came of a plan.

    Parameters
    ----------
    points : ndarray, shape (chain, draw, n)
        In the frame.
    divergences, gradients : int
        Of all chains after tuning; gradients are evaluations of the density.
    acceptance : float
        Mean chance that a trajectory is kept.
    """

    points: FloatArray
    divergences: int
    gradients: int
    acceptance: float


def sample(*, rows: Rows, frame: Frame, plan: Plan, seed: int | np.random.SeedSequence) -> Chains:
    """Draw; the same rows, frame, plan and seed give the same points."""
    n = count_coordinates(rows, frame)
    points, notes = np.empty((CHAINS, plan.draws, n)), np.zeros((CHAINS, 3))
    rngs = np.random.default_rng(seed).spawn(CHAINS)

    def run(chain: int) -> None:
        run_chain(
            rows,
            frame,
            rngs[chain].normal(size=n),
            rngs[chain],
            plan.tune,
            plan.target_accept,
            points[chain],
            notes[chain],
        )

    with ThreadPoolExecutor(min(CHAINS, os.cpu_count() or 1)) as pool:
        list(pool.map(run, range(CHAINS)))
    divergences, gradients, acceptance = notes.sum(axis=0)
    accepted = float(acceptance) / (CHAINS * plan.draws)
    return Chains(points, int(divergences), int(gradients), accepted)


@compiled
def run_chain(
    rows: Rows,
    frame: Frame,
    start: FloatArray,
    rng: np.random.Generator,
    tune: int,
    target: float,
    points: FloatArray,
    notes: FloatArray,
) -> None:
    """One chain; ``notes`` receives divergences, gradients and summed acceptance."""
    n = len(start)
    here, slope = start.copy(), np.empty(n)
    there, there_slope, momentum = np.empty(n), np.empty(n), np.empty(n)
    density = whitened_density(rows, frame, here, slope)
    step, bar, pressure = FIRST_STEP, math.log(FIRST_STEP), 0.0
    for turn in range(tune + len(points)):
        if turn == tune:
            step = math.exp(bar)
        there[:] = here
        there_slope[:] = slope
        new, error, steps = propose(rows, frame, rng, step, density, there, there_slope, momentum)
        chance = min(1.0, math.exp(-error)) if error < DIVERGED else 0.0
        if rng.random() < chance:
            here, there = there, here
            slope, there_slope = there_slope, slope
            density = new
        if not rows.has_lapse_spread:  # one rater
            density = leap(rows, frame, rng, density, here, slope, there, there_slope)
        if turn < tune:
            # Dual averaging, with the constants of Hoffman and Gelman.
            count = turn + 1.0
            pressure += (target - chance - pressure) / (count + 10)
            log_step = math.log(10 * FIRST_STEP) - math.sqrt(count) / 0.05 * pressure
            step = min(math.exp(log_step), QUARTER)
            bar += count**-0.75 * (math.log(step) - bar)
        else:
            points[turn - tune] = here
            notes[0] += not error < DIVERGED
            notes[1] += 2 * steps
            notes[2] += chance


@compiled
def propose(
    rows: Rows,
    frame: Frame,
    rng: np.random.Generator,
    step: float,
    density: float,
    point: FloatArray,
    slope: FloatArray,
    momentum: FloatArray,
) -> tuple[float, float, int]:
    """Move the point along a trajectory: log density there, error of the energy, steps taken."""
    energy = -density
    for place in range(len(point)):
        momentum[place] = rng.standard_normal()
        energy += momentum[place] ** 2 / 2
    length = QUARTER * rng.uniform(0.75, 1.25)
    steps = max(1, int(math.ceil(length / step)))
    new = travel(rows, frame, point, slope, momentum, length / steps, steps)
    error = -new - energy
    for place in range(len(point)):
        error += momentum[place] ** 2 / 2
    return new, error, steps


@compiled
def travel(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    slope: FloatArray,
    momentum: FloatArray,
    step: float,
    steps: int,
) -> float:
    """Follow the trajectory in place, and return the log density at its end."""
    density = 0.0
    for _ in range(steps):
        for half in range(2):
            kick = step * (KICK if half == 0 else 1 - 2 * KICK)
            for place in range(len(point)):
                momentum[place] += kick * slope[place]
                point[place] += step / 2 * momentum[place]
            density = whitened_density(rows, frame, point, slope)
        for place in range(len(point)):
            momentum[place] += step * KICK * slope[place]
    return density
