"""A rater whose browser does what compare.js and outbox.js do, at a human pace."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.serve.wire import Broken, Browser, Reply

RETRY_S = (0.5, 1, 2, 5, 10)  # outbox.js: RETRY_MS
RECOVERS = {403, 429}  # posting.js: a browser may get its cookie back, a busy site recovers
AHEAD = 3  # compare.js: fetches on when no more trials are waiting
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
FORM = "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n"


@dataclass(frozen=True, slots=True)
class Visit:
    """A session past screening, and the browser's cookie that goes on with it."""

    code: str
    cookie: str


@dataclass(slots=True)
class Record:
    """What a generator saw. Times are the loop's seconds; a latency counts from the answer."""

    votes: list[tuple[float, float]] = field(default_factory=list)  # (acted at, ms to the 200)
    blocks: list[tuple[float, float]] = field(default_factory=list)  # (asked at, ms)
    acknowledged: dict[str, str] = field(default_factory=dict)  # trial -> choice
    troubles: Counter[str] = field(default_factory=Counter)
    waiting: int = 0  # answers given and not yet acknowledged
    resting: set[asyncio.Future[None]] = field(default_factory=set)  # raters who look

    async def rest_until(self, at_s: float) -> None:
        """Until that time, or until somebody ends all rests."""
        loop = asyncio.get_running_loop()
        rest: asyncio.Future[None] = loop.create_future()
        timer = loop.call_at(at_s, end_rest, rest)
        self.resting.add(rest)
        await rest
        timer.cancel()
        self.resting.discard(rest)

    def end_rests(self) -> None:
        for rest in list(self.resting):
            end_rest(rest)


def end_rest(rest: asyncio.Future[None]) -> None:
    if not rest.done():
        rest.set_result(None)


@dataclass(slots=True)
class Page:
    """One trial page, from its opening to the last answer."""

    visit: Visit
    browser: Browser
    record: Record
    pace_s: float  # between two answers, on average
    queue: list[dict[str, object]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    token: str = ""
    leave_to: str = ""

    async def open(self) -> None:
        """The page itself; it carries the token that every vote brings back."""
        address = f"/visit/{self.visit.code}/compare/"
        while not self.token:
            reply = await self.try_to(self.browser.get(address), "page")
            if reply is not None and (found := TOKEN.search(reply.body)):
                self.token = found[1].decode()
            else:
                self.note(reply, "page")
                await asyncio.sleep(1)

    async def run(self, goes_on: Callable[[], bool]) -> bool:
        """Answer for as long as it goes on, or until the session ends; says whether it has ended.

        Nothing is left unacknowledged.
        """
        clock = asyncio.get_running_loop().time
        await self.open()
        await self.fetch_block()
        due_s = clock() + self.draw_pace_s()
        while self.queue:
            await self.record.rest_until(due_s)
            if not goes_on():
                return False
            # The next answer does not wait for this one: a stall counts for each that it delays.
            await self.answer(self.queue.pop(0), due_s)
            due_s += self.draw_pace_s()
            await self.refill()
        await self.leave()
        return True

    async def leave(self) -> None:
        """To where the server sends this rater next: the page that says thank you."""
        reply = await self.try_to(self.browser.get(self.leave_to), "leave")
        while reply is not None and (there := reply.header(b"location")):
            reply = await self.try_to(self.browser.get(there.decode()), "leave")
        if reply is not None and reply.status != 200:
            self.note(reply, "leave")

    def draw_pace_s(self) -> float:
        """Seconds a rater looks: half to twice the mean for most, never none."""
        return random.gammavariate(4, self.pace_s / 4)

    async def refill(self) -> None:
        while len(self.queue) <= AHEAD and not self.leave_to:
            before = len(self.queue)
            await self.fetch_block()
            if self.queue and len(self.queue) == before:
                return  # the last trials are here already

    async def fetch_block(self) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        reply = await self.try_to(self.browser.get(f"/visit/{self.visit.code}/block/"), "block")
        while reply is None or reply.status != 200:
            self.note(reply, "block")
            await asyncio.sleep(1)
            reply = await self.try_to(self.browser.get(f"/visit/{self.visit.code}/block/"), "block")
        self.record.blocks.append((began_s, (loop.time() - began_s) * 1000))
        block = json.loads(reply.body)
        fresh = [trial for trial in block["trials"] if trial["code"] not in self.known]
        self.known.update(trial["code"] for trial in fresh)
        self.queue += fresh
        self.leave_to = "" if block["trials"] else block["next"]

    async def answer(self, trial: dict[str, object], due_s: float) -> None:
        """Send until the server has settled it, as the outbox does."""
        fields = draw_fields(str(trial["code"]))
        body, address = urlencode(fields).encode(), f"/visit/{self.visit.code}/vote/"
        headers = f"X-CSRFToken: {self.token}\r\nAccept: application/json\r\n{FORM}"
        self.record.waiting += 1
        for failures in range(1_000_000):
            reply = await self.try_to(self.browser.post(address, body, headers), "vote")
            if reply is not None and is_settled(reply):
                break
            self.note(reply, "vote")
            await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
        self.record.waiting -= 1
        if reply is not None and reply.status == 200:
            took_ms = (asyncio.get_running_loop().time() - due_s) * 1000
            self.record.votes.append((due_s, took_ms))
            self.record.acknowledged[fields["trial"]] = fields["choice"]
        else:
            self.note(reply, "vote")

    async def try_to(self, asking: Awaitable[Reply], what: str) -> Reply | None:
        try:
            return await asking
        except Broken:
            self.record.troubles[f"{what}: no answer"] += 1
            return None

    def note(self, reply: Reply | None, what: str) -> None:
        if reply is not None:
            self.record.troubles[f"{what}: {reply.status}"] += 1


def draw_fields(trial: str) -> dict[str, str]:
    """What the page sends with an answer; a choice drawn blindly, for nobody looks."""
    a_ms, b_ms = random.randrange(300, 3000), random.randrange(300, 3000)
    return {
        "trial": trial,
        "choice": random.choice(("a", "b", "tie")),
        "response_ms": str(a_ms + b_ms + 200),
        "time_a_ms": str(a_ms),
        "time_b_ms": str(b_ms),
        "flips": str(random.randrange(1, 12)),
        "lost_focus": "0",
        "viewport_width_px": "1920",
        "viewport_height_px": "970",
        "device_pixel_ratio": "1",
        "pixel_exact": "true",
    }


def is_settled(reply: Reply) -> bool:
    """posting.js: taken, or refused for good."""
    if b'"taken"' not in reply.body:
        return False
    return reply.status == 200 or (400 <= reply.status < 500 and reply.status not in RECOVERS)
