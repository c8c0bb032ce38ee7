"""Kills the server again and again under load: whatever was acknowledged must be there, once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from bench.serve.databases import Postgres
from bench.serve.parts import Bench
from bench.serve.stages import hold_rate
from bench.serve.tables import stage_table

UP_S = (0.5, 5.0)  # the server runs so long between two kills, at random
DOWN_S = (0.0, 1.5)  # and is away so long besides the time it takes to start


def kill_again_and_again(bench: Bench, *, rate: float, times: int) -> list[str]:
    """Returns what to say about it."""
    settle_s = bench.settle_s
    hold_rate(bench.crowds, bench.meters(), rate=rate, settle_s=settle_s, seconds=0.5)
    gone_s = [strike(lambda: restart(bench)) for _ in range(times)]
    lines = [describe("the web server, its whole process group by SIGKILL", gone_s)]
    if isinstance(bench.database, Postgres):
        crashed_s = [strike(bench.database.crash) for _ in range(2)]
        lines.append(describe("PostgreSQL, by an immediate shutdown", crashed_s))
    after = hold_rate(
        bench.crowds, bench.meters(), rate=rate, settle_s=settle_s, seconds=settle_s, label="after"
    )
    return [*lines, "", *stage_table([after])]


def strike(blow: Callable[[], None]) -> float:
    """Wait for a random moment, strike, and say for how many seconds nobody was served."""
    time.sleep(random.uniform(*UP_S))
    began_s = time.monotonic()
    blow()
    return time.monotonic() - began_s


def restart(bench: Bench) -> None:
    bench.site.kill()
    time.sleep(random.uniform(*DOWN_S))
    bench.site.start()


def describe(what: str, gone_s: list[float]) -> str:
    return (
        f"- Killed {len(gone_s)} times: {what}; away for {min(gone_s):.1f} to {max(gone_s):.1f} s, "
        f"{sum(gone_s):.0f} s in all."
    )
