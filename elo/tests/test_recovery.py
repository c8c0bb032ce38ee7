"""The promise of every model: true differences lie inside 95 % intervals in 93 % of cases.

Tried through the command itself: votes.csv in, the report's posterior.nc out. `pytest -s` prints
the figures that docs/validation.md holds.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from django.core.management import call_command

from elo.core.fit import fit
from elo.core.formats.native import write_votes
from elo.core.simulate import Crowd, simulate_votes

CONDITIONS, VOTES = 10, 2500


def count_covered(model: str, seed: int, folder: Path) -> int:
    """Count the differences of true Elo inside their 95 % interval, in one simulated study."""
    rng = np.random.default_rng(seed)
    truth = {f"c{i}": float(elo) for i, elo in enumerate(rng.normal(2000, 250, CONDITIONS))}
    votes = simulate_votes(elo=truth, n_votes=VOTES, seed=seed, crowd=Crowd(trap_share=0.1))
    table, out = folder / f"votes-{seed}.csv", folder / f"report-{seed}"
    write_votes(votes=votes, path=table)
    call_command("analyse", str(table), out=out, model=model, seed=seed, stdout=StringIO())
    with xr.open_dataset(out / "posterior.nc", group="posterior", engine="h5netcdf") as posterior:
        names = posterior["condition"].to_numpy().tolist()
        draws = posterior["elo"].to_numpy().reshape(-1, CONDITIONS).astype(np.float64)
    true = np.array([truth[name] for name in names])
    a, b = np.triu_indices(CONDITIONS, 1)
    low, high = np.quantile(draws[:, a] - draws[:, b], [0.025, 0.975], axis=0)
    return int(np.sum((low < true[a] - true[b]) & (true[a] - true[b] < high)))


def share_covered(model: str, seeds: int, folder: Path) -> float:
    pairs = CONDITIONS * (CONDITIONS - 1) // 2
    covered = [count_covered(model, seed, folder) for seed in range(seeds)]
    share = sum(covered) / (pairs * seeds)
    print(f"\n{model}: {sum(covered)} of {pairs * seeds} differences inside, {100 * share:.1f} %;")
    print(f"of {pairs} by seed: {covered}")
    return share


def test_mle_covers_the_truth_over_twenty_seeds(tmp_path: Path) -> None:
    assert 0.93 <= share_covered("mle", 20, tmp_path) <= 0.985


@pytest.mark.slow
def test_plain_covers_the_truth_over_three_seeds(tmp_path: Path) -> None:
    assert share_covered("plain", 3, tmp_path) >= 0.9


@pytest.mark.slow
def test_plain_covers_the_truth_over_twenty_seeds(tmp_path: Path) -> None:
    assert 0.93 <= share_covered("plain", 20, tmp_path) <= 0.985


def test_unmodelled_random_answers_shrink_the_scale() -> None:
    """Known: a tenth of random answers. The check that the interval test can fail at all."""
    truth = {"a": 1600.0, "b": 2000.0, "c": 2400.0}
    crowd = Crowd(lapse=0.1)
    votes = simulate_votes(elo=truth, n_votes=20_000, seed=1, crowd=crowd)
    found = fit(votes, model="mle", seed=1)
    span = found.mean_elo[2] - found.mean_elo[0]
    assert 450 < span < 720
