"""Small votes with known truth, for the tests of this folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from elo.core.fit import fit
from elo.core.metrics.table import Metrics
from elo.core.simulate import TRAP_CLEAN, TRAP_RUINED, Crowd, simulate_votes
from elo.core.types import Conditions, Votes
from elo.report.context import ReportContext

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared" / "data"
RATES_BPP = (0.1, 0.2, 0.4, 0.8)
GAIN_ELO = {"old": 0.0, "new": 150.0, "next": 260.0}


def make_votes(
    rows: list[tuple[str, str, str]], *, kind: Any = 0, simulated: bool = False, **changes: Any
) -> Votes:
    """Votes from (condition a, condition b, choice), all by one rater on one source."""
    names = tuple(dict.fromkeys(name for row in rows for name in row[:2]))
    n = len(rows)
    columns: dict[str, Any] = {
        "conditions": names,
        "sources": ("source",),
        "raters": ("rater",),
        "rater": np.zeros(n, dtype=np.int64),
        "source": np.zeros(n, dtype=np.int64),
        "condition_a": np.array([names.index(row[0]) for row in rows], dtype=np.int64),
        "condition_b": np.array([names.index(row[1]) for row in rows], dtype=np.int64),
        "choice": np.array([("a", "b", "tie").index(row[2]) for row in rows], dtype=np.int8),
        "left": np.full(n, -1, dtype=np.int8),
        "kind": np.zeros(n, dtype=np.int8) + np.int8(kind),
        "expected": np.full(n, -1, dtype=np.int8),
        "response_ms": np.full(n, np.nan),
        "simulated": np.full(n, simulated),
    }
    return Votes(**{**columns, **changes})


def make_ladder() -> tuple[dict[str, float], Conditions]:
    """True scores of three codecs at four rates, an original, and their table."""
    elo, names, codec, bpp = {}, [], [], []
    for name, gain in GAIN_ELO.items():
        for rate in RATES_BPP:
            elo[f"{name}-{rate}"] = 1700 + gain + 200 * float(np.log2(rate / 0.1))
            names.append(f"{name}-{rate}")
            codec.append(name)
            bpp.append(rate)
    elo["original"] = 2700.0
    names += ["original", TRAP_CLEAN, TRAP_RUINED]
    codec += ["original", TRAP_CLEAN, TRAP_RUINED]
    return elo, Conditions(
        tuple(names), tuple(codec), np.array([*bpp, np.nan, np.nan, np.nan]), tuple(names)
    )


def make_study(
    *, n_votes: int = 6000, seed: int = 3, simulated: bool = True
) -> tuple[Votes, Conditions]:
    elo, conditions = make_ladder()
    crowd = Crowd(trap_share=0.1, tie=0.2)
    votes = simulate_votes(elo=elo, n_votes=n_votes, seed=seed, crowd=crowd)
    if not simulated:
        votes = replace(votes, simulated=np.zeros(len(votes), dtype=bool))
    return votes, conditions


def sketch_figures(*, specs: Mapping[str, Any], folder: Path) -> dict[str, tuple[Path, ...]]:
    """Stand in for `write_figures` where a test looks at everything but the pictures."""
    files = {
        name: tuple(folder / f"{name}.{ending}" for ending in ("svg", "pdf", "png"))
        for name in specs
    }
    for path in (path for paths in files.values() for path in paths):
        path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return files


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a table as it was written."""
    with path.open() as file:
        return list(csv.DictReader(file))


def make_metrics(seed: int = 5) -> Metrics:
    """Four metrics of every coded condition on two sources; the later, the closer to people."""
    elo, _ = make_ladder()
    rng = np.random.default_rng(seed)
    rows = [(name, f"source-{at:03d}") for name in elo if name != "original" for at in range(2)]
    truth = np.array([elo[name] for name, _ in rows])
    noise_elo = {"psnr_db": 200, "ms_ssim": 120, "vmaf": 80, "ssimulacra2": 40}
    values = {
        name: np.round((truth + rng.normal(0, noise, len(rows))) / 50, 4)
        for name, noise in noise_elo.items()
    }
    names, sources = zip(*rows, strict=True)
    return Metrics(names, sources, values)


def make_context(**changes: Any) -> ReportContext:
    votes, conditions = make_study(simulated=changes.pop("simulated", True))
    content: dict[str, Any] = {
        "title": "A study",
        "votes": votes,
        "conditions": conditions,
        "fit": fit(votes, model="mle", seed=1),
        "generated_at": datetime(2026, 5, 1, 12, tzinfo=UTC),
        **changes,
    }
    return ReportContext(**content)
