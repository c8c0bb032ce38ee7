"""One bot's visit: from the join address through the checks and comparisons to the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from raters.bots import looking
from raters.bots.browser import Browser, Page, Reader, Unexpected
from raters.bots.personas import Persona
from raters.checks.items import SIDES
from raters.checks.steps import DIGITS

MOST_PAGES = 400  # a visit that has not ended by then never will
VIEWPORT_PX = (1920, 970)
SCREEN = {
    "viewport_width_px": VIEWPORT_PX[0],
    "viewport_height_px": VIEWPORT_PX[1],
    "screen_width_px": 1920,
    "screen_height_px": 1080,
    "device_pixel_ratio": 1.0,
    "page_zoom": 1.0,
    "pinch_zoom": 1.0,
    "colour_depth_bits": 24,
    "colour_gamut": "srgb",
    "dynamic_range": "standard",
    "forced_colours": False,
    "coarse_pointer": False,
    "fine_pointer": True,
    "refresh_hz": 60.0,
    "missing": "",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """How a visit ended, as the bot saw it."""

    end: str  # the path of the last page
    items: int  # of all checks
    votes: int  # practice included


@dataclass(slots=True)
class Person:
    """A persona at a browser."""

    persona: Persona
    browser: Browser
    rng: np.random.Generator
    items: int = 0
    votes: int = 0

    def visit(self, join_path: str) -> Visit:
        page = self.agree(join_path)
        for _ in range(MOST_PAGES):
            if page.path.startswith("/check/"):
                page = self.take_item(page)
            elif page.path.endswith("/flicker/"):
                page = self.browser.post(page.path, {**page.read().hidden, "decision": "agree"})
            elif page.path.endswith("/compare/"):
                page = self.compare(page)
            else:
                return Visit(page.path, self.items, self.votes)
        raise Unexpected(f"{page.path}: no end after {MOST_PAGES} pages")

    def agree(self, join_path: str) -> Page:
        page = self.browser.get(join_path)
        if page.status != 200:
            raise Unexpected(f"{join_path.partition('?')[0]} answered {page.status}")
        if not page.path.startswith("/join/"):
            return page  # met before: the site goes on where it was
        return self.browser.post(join_path, {**page.read().hidden, "decision": "agree"})

    def take_item(self, page: Page) -> Page:
        reader = page.read()
        name = next((name for name in ANSWERS if name in reader.elements), None)
        if page.status != 200 or name is None:
            raise Unexpected(f"{page.path} answered {page.status} and no item a bot knows")
        fields = {**reader.hidden, "response_ms": self.hesitate(), **ANSWERS[name](self, reader)}
        self.items += 1
        return self.browser.post(page.path, fields)

    def hesitate(self) -> int:
        return int(1000 * self.rng.lognormal(0.8, 0.4))

    def lapses(self) -> bool:
        return bool(self.rng.random() < self.persona.lapse)

    def look(self, path: str) -> bytes:
        data = self.browser.picture(path)
        return looking.halve_chroma(data) if self.persona.half_chroma else data

    def choose(self, choices: tuple[str, ...], seen: Callable[[], str]) -> str:
        """The habit of the persona first, its eyes otherwise."""
        if self.persona.button is not None:
            return choices[self.persona.button]
        return str(self.rng.choice(choices)) if self.lapses() else seen()

    def measure_screen(self, reader: Reader) -> dict[str, object]:
        return {"measured": json.dumps(SCREEN)}

    def count_patch(self, reader: Reader) -> dict[str, object]:
        # Screens are not what these personas differ in: each counts as well as it can.
        return {"given": str(looking.count_shapes(self.look(reader.elements["picture"]["src"])))}

    def read_plate(self, reader: Reader) -> dict[str, object]:
        path = reader.elements["plate"]["data-plate-url"]
        data = self.look(path)  # fetched by all: a browser does, whoever sits before it
        seen = lambda: looking.read_disc(data, self.persona.eye, self.rng)  # noqa: E731
        return {"given": self.choose(DIGITS, seen)}

    def judge_item(self, reader: Reader) -> dict[str, object]:
        form = reader.elements["artefact"]
        pictures = {name: self.look(form[f"data-{name}-url"]) for name in ("original", *SIDES)}
        seen = lambda: looking.tell_original(pictures, self.persona.threshold, self.rng)  # noqa: E731
        return {"given": self.choose(SIDES, seen)}

    def compare(self, page: Page) -> Page:
        """One block of comparisons; afterwards this page again, or the one after it."""
        reader = page.read()
        form = reader.elements["compare"]
        block = self.browser.get(form["data-block-url"]).json()
        for trial in block["trials"]:
            self.vote(form["data-vote-url"], reader, trial)
        return page if block["trials"] else self.browser.get(block["next"])

    def vote(self, path: str, reader: Reader, trial: dict[str, str]) -> None:
        pictures = {name: self.look(trial[name]) for name in looking.NAMES if name in trial}
        choice = self.choose(("a", "b"), lambda: looking.prefer(pictures, self.rng))
        spent_ms = self.hesitate()
        fields = {
            **reader.hidden,
            "trial": trial["code"],
            "choice": choice,
            "response_ms": spent_ms,
            "time_a_ms": spent_ms // 2,
            "time_b_ms": spent_ms // 2,
            "flips": int(self.rng.integers(1, 8)),
            "lost_focus": 0,
            "viewport_width_px": VIEWPORT_PX[0],
            "viewport_height_px": VIEWPORT_PX[1],
            "device_pixel_ratio": 1.0,
        }
        answer = self.browser.post(path, fields)
        if answer.status != 200:
            raise Unexpected(f"a vote was answered {answer.status}: {answer.body[:200]!r}")
        self.votes += 1


# id of a page's form -> how its item is answered
ANSWERS: dict[str, Callable[[Person, Reader], dict[str, object]]] = {
    "screen": Person.measure_screen,
    "patch": Person.count_patch,
    "plate": Person.read_plate,
    "artefact": Person.judge_item,
}
