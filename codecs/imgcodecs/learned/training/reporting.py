"""What a run says while it goes on: lines for people, and a table of every line in log.csv."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

from imgcodecs.cli.progress_line import format_s
from imgcodecs.learned.training.configuration import TERMS, Budget
from imgcodecs.learned.training.objective import Loss
from imgcodecs.learned.training.state import RunState

COLUMNS = ("step", "seconds", "phase", "loss", "bpp", "psnr_db", *TERMS)


class Reporter:
    """Averages what happened since the last line.

    Parameters
    ----------
    folder : Path
        Gets ``log.csv``.
    say : callable
        Takes a line for people.
    every_s : float
        Seconds of work between two lines.
    began_s : float
        Seconds of work that were over before.
    """

    def __init__(
        self, folder: Path, say: Callable[[str], None], *, every_s: float, began_s: float
    ) -> None:
        self.folder, self.say, self.every_s = folder, say, every_s
        self.losses: list[Loss] = []
        self.began_s = began_s

    def add(self, loss: Loss, state: RunState, phase: int, budget: Budget) -> None:
        """Take one step's loss, and write a line when it is time."""
        self.losses.append(loss)
        taken_s = state.seconds - self.began_s
        if taken_s < self.every_s:
            return
        row = self._average(state, phase)
        self._write(row)
        self.say(self._describe(row, state, budget, len(self.losses) / taken_s))
        self.losses, self.began_s = [], state.seconds

    def _average(self, state: RunState, phase: int) -> dict[str, float]:
        def mean(values: list[float]) -> float:
            return sum(values) / len(values) if values else math.nan

        terms = {
            name: mean([loss.terms[name] for loss in self.losses if name in loss.terms])
            for name in TERMS
        }
        return {
            "step": state.step,
            "seconds": round(state.seconds, 1),
            "phase": phase,
            "loss": mean([float(loss.total.detach()) for loss in self.losses]),
            "bpp": mean([loss.bpp for loss in self.losses]),
            "psnr_db": 10 * math.log10(255**2 / max(terms["mean_square"], 1e-9)),
            **terms,
        }

    def _write(self, row: dict[str, float]) -> None:
        path = self.folder / "log.csv"
        fresh = not path.exists()
        with path.open("a", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            if fresh:
                writer.writeheader()
            writer.writerow({name: f"{value:.6g}" for name, value in row.items()})

    def _describe(
        self, row: dict[str, float], state: RunState, budget: Budget, steps_per_s: float
    ) -> str:
        share = budget.share_spent(steps=state.step, seconds=state.seconds)
        left_s = state.seconds * (1 / max(share, 1e-9) - 1)
        shown = [name for name in TERMS if not math.isnan(row[name])]
        terms = " ".join(f"{name} {row[name]:.4g}" for name in shown)
        return (
            f"phase {row['phase']:.0f} step {state.step}: loss {row['loss']:.4f} "
            f"{row['bpp']:.3f} bpp {row['psnr_db']:.2f} dB | {terms} | "
            f"{steps_per_s:.2f} steps/s, {100 * share:.1f} % done, {format_s(left_s)} left"
        )
