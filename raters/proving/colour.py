"""The proof of the colour check: how often each kind of eye passes it, on which display.

Simulation, not measurement on people: `reading` says what the observer can do, docs/screening.md
what follows from that and what does not.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imgcodecs.files import write_whole
from raters.checks import colour
from raters.checks.plates import draw_plate
from raters.proving.displays import DISPLAYS
from raters.proving.eyes import EYES
from raters.proving.judging import GROUPS, OUTCOMES, Taken, list_items, take_colour
from raters.proving.sheet import draw_sheet
from raters.proving.tables import percent, table

LOG = logging.getLogger(__name__)
PICTURE = "plates.png"
TOLD_EVERY = 100  # raters
DICHROMATS = tuple(name for name, eye in EYES.items() if eye.model in {"brettel", "vienot"})
STRONG = tuple(name for name, eye in EYES.items() if eye.model == "machado" and eye.severity >= 0.8)
GOOD = tuple(name for name, display in DISPLAYS.items() if display.good)
BAD = tuple(name for name, display in DISPLAYS.items() if display.bound and not display.good)


@dataclass(frozen=True, slots=True)
class Promise:
    """A pass rate that has to be kept, in percent."""

    label: str
    eyes: tuple[str, ...]
    displays: tuple[str, ...]
    at_least: float = 0
    at_most: float = 100


PROMISES = (
    Promise("normal, good display", ("normal",), GOOD, at_least=99),
    Promise("normal, each bad display", ("normal",), BAD, at_least=95),
    Promise("protanopes and deuteranopes, good display", DICHROMATS, GOOD, at_most=0.5),
    Promise("protanopes and deuteranopes, each bad display", DICHROMATS, BAD, at_most=2),
    Promise("strongly anomalous, good display", STRONG, GOOD, at_most=5),
    Promise("strongly anomalous, each bad display", STRONG, BAD, at_most=5),
)


@dataclass(frozen=True, slots=True)
class Rates:
    """What all simulated raters came to, by name of display and eye."""

    raters: int
    passed: NDArray[np.float64]  # (thresholds, displays, eyes), percent
    device: NDArray[np.float64]  # (displays, eyes), percent
    typical: NDArray[np.float64]  # (displays, eyes), typical errors a form
    read: NDArray[np.float64]  # (groups, displays, eyes), percent of plates

    def of(self, displays: Sequence[str], eyes: Sequence[str], threshold: int = 0) -> list[float]:
        rows, columns = list(DISPLAYS), list(EYES)
        at = np.ix_([rows.index(d) for d in displays], [columns.index(e) for e in eyes])
        return [float(each) for each in self.passed[threshold][at].ravel()]


def prove(*, raters: int, seed: int, workers: int, pictures: Path | None = None) -> str:
    """Simulate, draw the contact sheet where asked to, and tell in Markdown."""
    if pictures is not None:
        write_whole(pictures / PICTURE, draw_sheet(seed=seed))
    rates = simulate(raters=raters, seed=seed, workers=workers)
    parts = [
        tell_promises(rates),
        f"Share of {raters:,} simulated raters who pass, in percent, by display and eye:",
        tell_passed(rates),
        f"The control plate went unread twice, which blames the screen, for at most "
        f"{percent(rates.device.max())} % of any kind of eye on any display.",
        "Share of the plates read on a good display, in percent; typical errors among the two "
        "transformation plates of a form:",
        tell_plates(rates),
        "The same pass rates were the observer's threshold half or one and a half of what it is: "
        "on the good display, then the largest among the bad ones (the smallest, for the normal "
        "eye):",
        tell_thresholds(rates),
        tell_drawing_time(seed=seed),
    ]
    return "\n\n".join(parts)


def simulate(*, raters: int, seed: int, workers: int) -> Rates:
    take = partial(take_colour, seed, displays=tuple(DISPLAYS.values()), eyes=tuple(EYES.values()))
    # Fresh processes: a copy of this one could hold a database connection.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return gather(list(log_progress(pool.map(take, range(raters), chunksize=8), raters)))


def log_progress(taken: Iterable[Taken], raters: int) -> Iterator[Taken]:
    began_s = time.monotonic()
    for number, each in enumerate(taken, 1):
        if number % TOLD_EVERY == 0:
            left_s = (time.monotonic() - began_s) / number * (raters - number)
            LOG.info("%d of %d raters, %.0f min left", number, raters, left_s / 60)
        yield each


def gather(taken: Sequence[Taken]) -> Rates:
    outcome = np.stack([each.outcome for each in taken])
    return Rates(
        raters=len(taken),
        passed=100 * (outcome == OUTCOMES.index("passed")).mean(axis=0),
        device=100 * (outcome[:, 0] == OUTCOMES.index("device")).mean(axis=0),
        typical=np.mean([each.typical[0] for each in taken], axis=0),
        read=100 * np.mean([each.read for each in taken], axis=0),
    )


def find_broken(rates: Rates) -> list[str]:
    """The promises that were not kept."""
    broken = []
    for promise in PROMISES:
        found = rates.of(promise.displays, promise.eyes)
        if min(found) < promise.at_least or max(found) > promise.at_most:
            broken.append(promise.label)
    return broken


def tell_promises(rates: Rates) -> str:
    broken = find_broken(rates)
    rows = []
    for promise in PROMISES:
        found = rates.of(promise.displays, promise.eyes)
        least = promise.at_least > 0
        bound = f"at least {promise.at_least:g}" if least else f"at most {promise.at_most:g}"
        worst = percent(min(found) if least else max(found))
        rows.append([promise.label, bound, worst, "no" if promise.label in broken else "yes"])
    return table(["who", "promised, %", "worst found, %", "kept"], rows)


def tell_passed(rates: Rates) -> str:
    head = ["display", *(eye.label for eye in EYES.values())]
    rows = [
        [display.label, *(percent(each) for each in rates.of([name], list(EYES)))]
        for name, display in DISPLAYS.items()
    ]
    return table(head, rows)


def tell_plates(rates: Rates) -> str:
    head = ["eye", *(f"{line}, {chroma}" for line, chroma in GROUPS), "typical errors of 2"]
    head = [each.replace("middle, strong", "transformation") for each in head]
    at = list(DISPLAYS).index(GOOD[0])
    rows = [
        [
            eye.label,
            *(percent(each) for each in rates.read[:, at, n]),
            f"{rates.typical[at, n]:.2f}",
        ]
        for n, eye in enumerate(EYES.values())
    ]
    return table(head, rows)


def tell_thresholds(rates: Rates) -> str:
    head = [
        "eye",
        "good, half",
        "good, stated",
        "good, 1.5",
        "bad, half",
        "bad, stated",
        "bad, 1.5",
    ]
    rows = []
    for name, eye in EYES.items():
        worst = min if name == "normal" else max
        found = [
            worst(rates.of(displays, [name], threshold))
            for displays in (GOOD, BAD)
            for threshold in (1, 0, 2)
        ]
        rows.append([eye.label, *(percent(each) for each in found)])
    return table(head, rows)


def tell_drawing_time(*, seed: int, forms: int = 40) -> str:
    """Processor time: what else the machine does is not the plates' doing."""
    plates_ms, sizes = [], []
    for number in range(forms):
        for position, item in enumerate(list_items(number)[:14]):
            began_s = time.process_time()
            png = draw_plate(colour.plate_of(item), seed=(seed, number, position))
            plates_ms.append(1000 * (time.process_time() - began_s))
            sizes.append(len(png))
    by_form = np.reshape(plates_ms, (forms, 14)).sum(axis=1)
    return (
        f"Drawing a plate takes {np.mean(plates_ms):.1f} ms of processor time on average, "
        f"{np.percentile(plates_ms, 99):.1f} ms at the 99th percentile and {max(plates_ms):.1f} ms "
        f"at most of {len(plates_ms)}; all fourteen of a form together {by_form.mean():.0f} ms. "
        f"The largest file has {max(sizes) / 1000:.0f} kB."
    )
