"""A process full of raters. It is told how many answer at once, and says what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from bench.serve.page import Page, Record, Visit
from bench.serve.wire import Browser

DRAIN_LIMIT_S = 90.0


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep so many raters answering; `settle_s` passes before anything is measured."""

    raters: int
    settle_s: float
    seconds: float


@dataclass(slots=True)
class Held:
    """What one stage came to: latencies of what was due while it was measured."""

    votes_ms: list[float] = field(default_factory=list)
    blocks_ms: list[float] = field(default_factory=list)
    waiting: int = 0
    connects: int = 0
    troubles: Counter[str] = field(default_factory=Counter)

    def add(self, other: Held) -> None:
        self.votes_ms += other.votes_ms
        self.blocks_ms += other.blocks_ms
        self.waiting += other.waiting
        self.connects += other.connects
        self.troubles += other.troubles


@dataclass(slots=True)
class Crowd:
    """The raters of one process. Whoever has finished is replaced by the next visit."""

    host: str
    port: int
    visits: list[Visit]
    pace_s: float
    record: Record = field(default_factory=Record)
    wanted: int = 0
    places: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    connects: int = 0

    async def hold(self, order: Hold) -> Held:
        loop = asyncio.get_running_loop()
        self.wanted = order.raters
        for number in range(self.wanted):
            if number not in self.places or self.places[number].done():
                delay_s = random.uniform(0, max(order.settle_s - self.pace_s, 0.5))
                self.places[number] = loop.create_task(self.keep_place(number, delay_s))
        await asyncio.sleep(order.settle_s)
        begin_s, connects, before = loop.time(), self.connects, Counter(self.record.troubles)
        await asyncio.sleep(order.seconds)
        waiting = self.record.waiting
        await asyncio.sleep(0.5)  # for what was due at the very end
        held = Held(waiting=waiting, connects=self.connects - connects)
        held.troubles = self.record.troubles - before
        held.votes_ms = pick(self.record.votes, begin_s, order.seconds)
        held.blocks_ms = pick(self.record.blocks, begin_s, order.seconds)
        return held

    async def keep_place(self, number: int, delay_s: float) -> None:
        """One rater after the other, for as long as so many are wanted."""
        await asyncio.sleep(delay_s)
        while self.visits and number < self.wanted:
            browser = Browser(self.host, self.port)
            visit = self.visits.pop()
            browser.cookies["sessionid"] = visit.cookie
            page = Page(visit, browser, self.record, self.pace_s)
            if not await page.run(lambda: number < self.wanted):
                self.visits.append(visit)  # somebody goes on with it later
            self.connects += browser.connects
            browser.close()

    async def drain(self) -> dict[str, str]:
        """Every rater's last answer is acknowledged; then what was, by trial."""
        self.wanted = 0
        self.record.end_rests()
        _, late = await asyncio.wait(self.places.values(), timeout=DRAIN_LIMIT_S)
        for place in late:
            place.cancel()
        return self.record.acknowledged


def pick(events: Sequence[tuple[float, float]], begin_s: float, seconds: float) -> list[float]:
    return [ms for at_s, ms in events if begin_s <= at_s < begin_s + seconds]


def run_crowd(pipe: Connection, host: str, port: int, visits: list[Visit], pace_s: float) -> None:
    """The generator process: takes orders until it is told None, and answers each."""
    asyncio.run(take_orders(pipe, Crowd(host, port, visits, pace_s)))


async def take_orders(pipe: Connection, crowd: Crowd) -> None:
    while (order := await asyncio.to_thread(pipe.recv)) is not None:
        pipe.send(await crowd.hold(order))
    pipe.send(await crowd.drain())


@dataclass(slots=True)
class Crowds:
    """All generator processes together."""

    pace_s: float  # between two answers of one rater
    pipes: list[Connection] = field(default_factory=list)
    processes: list[Any] = field(default_factory=list)

    def start(self, *, how_many: int, host: str, port: int, visits: Sequence[Visit]) -> None:
        spawn = multiprocessing.get_context("spawn")
        for number in range(how_many):
            ours, theirs = spawn.Pipe()
            own = list(visits[number::how_many])
            process = spawn.Process(
                target=run_crowd, args=(theirs, host, port, own, self.pace_s), daemon=True
            )
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)

    def order(self, *, rate: float, settle_s: float, seconds: float) -> None:
        share, rest = divmod(round(rate * self.pace_s), len(self.pipes))
        for number, pipe in enumerate(self.pipes):
            pipe.send(Hold(share + (number < rest), settle_s, seconds))

    def collect(self) -> Held:
        total = Held()
        for pipe in self.pipes:
            total.add(pipe.recv())
        return total

    def drain(self) -> dict[str, str]:
        acknowledged: dict[str, str] = {}
        for pipe in self.pipes:
            pipe.send(None)
        for pipe in self.pipes:
            acknowledged |= pipe.recv()
        for process in self.processes:
            process.join()
        return acknowledged

    def kill(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ValueError):
                process.kill()
