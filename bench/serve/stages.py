"""One stage of the load after the other, and what each came to."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import psutil

from bench.serve.crowd import Crowds
from bench.serve.site import cpu_s

P99_LIMIT_MS = 100.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Share of one core over a stage: 1.0 is a core that was busy all the time."""

    server: float
    database: float
    generator: float


@dataclass(slots=True)
class Stage:
    """What a rate of votes came to."""

    rate: float  # votes a second meant
    seconds: float
    votes_ms: list[float]
    blocks_ms: list[float]
    waiting: int
    troubles: Counter[str]
    spent: Spent
    raters: int
    label: str = ""

    @property
    def reached(self) -> float:
        return len(self.votes_ms) / self.seconds

    def vote_ms(self, share: float) -> float:
        return quantile(self.votes_ms, share)

    @property
    def gave_way(self) -> str:
        """What was too much, in a few words; empty where the stage was held."""
        if self.troubles:
            return ", ".join(f"{count} x {what}" for what, count in self.troubles.items())
        if self.vote_ms(0.99) > P99_LIMIT_MS:
            return f"99 % of votes took up to {self.vote_ms(0.99):.0f} ms"
        if self.waiting > self.rate:
            return f"{self.waiting} answers were waiting at the end"
        return ""


def quantile(values: Sequence[float], share: float) -> float:
    return float(np.quantile(values, share)) if values else float("nan")


@dataclass(slots=True)
class Meters:
    """The processes whose CPU time is told."""

    server: list[psutil.Process]
    database: list[psutil.Process]
    generator: list[psutil.Process]
    read: tuple[float, ...] = field(default_factory=tuple)
    read_at_s: float = 0.0

    def start(self) -> None:
        self.read, self.read_at_s = self.now(), time.monotonic()

    def now(self) -> tuple[float, ...]:
        return tuple(cpu_s(roots) for roots in (self.server, self.database, self.generator))

    def stop(self) -> Spent:
        wall_s = time.monotonic() - self.read_at_s
        now = self.now()
        return Spent(*((b - a) / wall_s for a, b in zip(self.read, now, strict=True)))


def hold_rate(
    crowds: Crowds, meters: Meters, *, rate: float, settle_s: float, seconds: float, label: str = ""
) -> Stage:
    crowds.order(rate=rate, settle_s=settle_s, seconds=seconds)
    time.sleep(settle_s)
    meters.start()
    held = crowds.collect()
    return Stage(
        rate,
        seconds,
        held.votes_ms,
        held.blocks_ms,
        held.waiting,
        held.troubles,
        meters.stop(),
        round(rate * crowds.pace_s),
        label,
    )
