from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from imgcodecs.harness import read_cpu_s

FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NO_BROWSER = "no Chromium here: apt-get install chromium, then run the tests again"
TRIES, PAUSE_S = 6, 0.2
YARDSTICK_S = 0.0045  # of the machine that the limits of the tests were set on

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_configure() -> None:
    """What a shell starts in the background ignores interrupts, and so would all tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A database for each process that tests. SQLite in a file, as an installation has it.

    In memory, all threads of a live server would share one connection, and two requests at a time
    one transaction.
    """
    default = connections["default"]
    if default.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        default.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(autouse=True)
def keep_to_temporary_folders(settings: Any, tmp_path: Path) -> None:
    """No test reads or writes an installation's own files, hashed names or queue."""
    for name in ("SHOWN_ROOT", "BANK_ROOT", "FITS_ROOT", "ENCODES_ROOT"):
        setattr(settings, name, tmp_path / name.lower())
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Slow requests are written by a thread, which would meet a test's own transaction.
    settings.SLOW_REQUEST_MS = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def expect_quick() -> Callable[..., float]:
    """Holds a piece of work to a limit on any machine: `expect_quick(work, limit_s=0.08)`."""
    return hold_to_limit


@pytest.fixture(scope="session")
def slowness() -> Callable[[], float]:
    """How many times slower this machine is, for what is timed in a browser."""
    return measure_slowness


def hold_to_limit(work: Callable[[], object], *, limit_s: float) -> float:
    """Expect it to take less of a processor than the limit; how long it took, in seconds.

    Others on the machine only add: one try of several is enough. A slower machine has as much
    more time as it needs more for the yardstick, measured in the same breath.
    """
    allowed_s = limit_s
    for number in range(TRIES):
        time.sleep(number * PAUSE_S)
        spent_s = measure_cpu_s(work)
        if spent_s < limit_s or spent_s < (allowed_s := limit_s * measure_slowness()):
            return spent_s
    raise AssertionError(f"{spent_s:.4f} s of a processor in the last try, limit {allowed_s:.4f}")


def measure_cpu_s(work: Callable[[], object]) -> float:
    began_s = read_cpu_s()
    work()
    return read_cpu_s() - began_s


def measure_slowness() -> float:
    """How many times slower this machine is just now; 1 where it is as quick, or quicker."""
    return max(1.0, measure_cpu_s(use_yardstick) / YARDSTICK_S)


def use_yardstick() -> None:
    """Do some work of the kinds that the tests time: the interpreter's, and on arrays."""
    sum(number * number % 7 for number in range(100_000))
    np.sort(np.random.default_rng(1).random(200_000))


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    # Playwright's own loop would make Django refuse the tests' queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # As long as Playwright waits for all else; a slow machine may need it.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def program() -> str:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip(NO_BROWSER)
    return program


@pytest.fixture(scope="session")
def chromium(driver: Playwright, program: str) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def open_profile(
    driver: Playwright, program: str, live_server: Any, tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of somebody who changed its settings: a Chromium told so, not one that emulates."""
    opened: list[BrowserContext] = []

    def open_profile(wishes: dict[str, Any], *flags: str, **options: Any) -> BrowserContext:
        folder = tmp_path / f"profile{len(opened)}"
        (folder / "Default").mkdir(parents=True)
        (folder / "Default" / "Preferences").write_text(json.dumps(wishes))
        opened.append(
            driver.chromium.launch_persistent_context(
                str(folder), executable_path=program, args=[*FLAGS, *flags], **options
            )
        )
        return opened[-1]

    yield open_profile
    for context in opened:
        context.close()


@pytest.fixture
def received(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the server sends to browsers from now on, kept (a `recording.Received`)."""
    from evalsite.tests.recording import Received  # needs Django to be set up

    server = live_server.thread.httpd
    received = Received(server.application)
    monkeypatch.setattr(server, "application", received)
    return received


@pytest.fixture
def context(chromium: Browser, live_server: Any) -> Iterator[BrowserContext]:
    # After `live_server`, so that it closes first: a page still sending would lock the database
    # that is being emptied.
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield page
    assert not problems, problems
