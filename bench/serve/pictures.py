"""How fast pictures come: bytes a second and time to the first byte, by the site and by nginx."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.serve.filling import SIDE_PX, SMALL, make_study, make_visits
from bench.serve.proxy import nginx_in_front
from bench.serve.site import Site, cpu_s
from bench.serve.stages import quantile
from bench.serve.stored import store_past
from bench.serve.wire import Browser
from evalsite.studies.models import Crop, Showing, Study, Trial
from evalsite.testing import draw_picture
from evalsite.tests.on_postgres import free_port
from imgcodecs.blind import level_files, publish_png, shown_path

BROWSERS = 6  # connections that load at a time
DISTINCT = 24  # pictures drawn; further names are links to the same files
TELLS = (b"last-modified", b"etag")  # headers that would date a file


@dataclass(slots=True)
class Loaded:
    """What a number of browsers loaded."""

    first_byte_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0
    cores: float = 0.0  # of the server and, where there is one, of nginx


def measure_pictures(folder: Path, *, seconds: float) -> list[str]:
    addresses = make_pictures()
    connection.close()
    rows = [picture_row("by the site itself", load_embedded(folder, addresses, seconds))]
    try:
        rows.append(picture_row("by nginx", load_accelerated(folder, addresses, seconds)))
    except FileNotFoundError as absent:
        print(f"behind nginx: SKIPPED, {absent}")
    head = "| | pictures/s | MB/s | first byte p50, ms | p99 | whole p50, ms | p99 | cores |"
    lines = [head, "| --- |" + " ---: |" * 7, *rows]
    print("\n".join(lines), flush=True)
    return lines


def make_pictures() -> list[str]:
    """Addresses of the pictures of some sessions' trials, each its own."""
    study = make_study(SMALL)
    publish(study)
    sessions = [session.pk for session, _ in make_visits(study, 40)]
    store_past(study, [(pk, 70, 0) for pk in sessions])
    codes = Trial.objects.filter(study=study).order_by("?").values_list("code", flat=True)
    return [f"/i/{code}/{name}.png" for code, name in itertools.product(codes, ("a", "b"))]


def publish(study: Study) -> None:
    root = settings.SHOWN_ROOT
    drawn = [
        shown_path(root, publish_png(draw_picture(seed, width=SIDE_PX, height=SIDE_PX), root))
        for seed in range(DISTINCT)
    ]
    level_files(drawn)
    codes = [
        *Showing.objects.filter(crop__source__study=study).values_list("file_code", flat=True),
        *Crop.objects.filter(source__study=study).values_list("file_code", flat=True),
    ]
    for code, file in zip(codes, itertools.cycle(drawn), strict=False):
        path = shown_path(root, code)
        path.parent.mkdir(exist_ok=True)
        os.link(file, path)


def load_embedded(folder: Path, addresses: Sequence[str], seconds: float) -> Loaded:
    site = Site(free_port(), {}, folder / "site.log")
    try:
        site.start()
        return load(site, site.port, addresses, seconds)
    finally:
        site.stop()


def load_accelerated(folder: Path, addresses: Sequence[str], seconds: float) -> Loaded:
    site, port = Site(free_port(), {"SHOWN_ACCEL_PREFIX": "/inside/"}, folder / "site.log"), 0
    try:
        site.start()
        port = free_port()
        with nginx_in_front(listens=port, site=site.port, folder=folder) as proxy:
            return load(site, port, addresses, seconds, proxy)
    finally:
        site.stop()


def load(
    site: Site, port: int, addresses: Sequence[str], seconds: float, proxy: Sequence[object] = ()
) -> Loaded:
    roots = [*site.roots(), *proxy]
    asyncio.run(load_all(port, itertools.cycle(addresses), 1.0))  # files and connections warm
    before_s, began_s = cpu_s(roots), time.monotonic()
    loaded = asyncio.run(load_all(port, itertools.cycle(addresses), seconds))
    loaded.seconds = time.monotonic() - began_s
    loaded.cores = (cpu_s(roots) - before_s) / loaded.seconds
    return loaded


async def load_all(port: int, addresses: Iterator[str], seconds: float) -> Loaded:
    loaded, until_s = Loaded(), time.monotonic() + seconds
    await asyncio.gather(
        *(browse(Browser("127.0.0.1", port), addresses, until_s, loaded) for _ in range(BROWSERS))
    )
    return loaded


async def browse(browser: Browser, addresses: Iterator[str], until_s: float, to: Loaded) -> None:
    """One picture after the other, as fast as they come."""
    clock = asyncio.get_running_loop().time
    while time.monotonic() < until_s:
        began_s = clock()
        reply = await browser.get(next(addresses))
        told = [name.decode() for name in TELLS if reply.header(name)]
        if reply.status != 200 or told or not reply.body.startswith(b"\x89PNG"):
            raise SystemExit(f"a picture came with status {reply.status} and headers {told}")
        to.first_byte_ms.append((reply.first_byte_s - began_s) * 1000)
        to.whole_ms.append((clock() - began_s) * 1000)
        to.bytes += len(reply.body)
    browser.close()


def picture_row(name: str, loaded: Loaded) -> str:
    times = [
        f"{quantile(values, share):.1f}"
        for values in (loaded.first_byte_ms, loaded.whole_ms)
        for share in (0.5, 0.99)
    ]
    rate, megabytes = len(loaded.whole_ms) / loaded.seconds, loaded.bytes / loaded.seconds / 1e6
    return f"| {name} | {rate:.0f} | {megabytes:.0f} | {' | '.join(times)} | {loaded.cores:.2f} |"
