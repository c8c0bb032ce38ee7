"""The site as `make serve` runs it, in a process group of its own that can be killed whole."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

BASE_DIR = Path(__file__).resolve().parents[2]
START_LIMIT_S = 30


@dataclass(slots=True)
class Site:
    """Gunicorn and the worker. Settings of gunicorn are those of gunicorn.conf.py."""

    port: int
    environment: dict[str, str]
    log: Path
    options: list[str] = field(default_factory=list)
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        python = [sys.executable, "-m"]
        self.web = self.spawn([*python, "gunicorn", "evalsite.wsgi", *self.options])
        self.wait_until_up()

    def start_worker(self) -> None:
        command = [sys.executable, "manage.py", "db_worker", "--verbosity", "0"]
        self.worker = self.spawn(["nice", *command])

    def spawn(self, argv: list[str]) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.environment, "BIND": f"127.0.0.1:{self.port}"}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                argv, cwd=BASE_DIR, env=environment, stderr=log, start_new_session=True
            )

    def wait_until_up(self) -> None:
        until_s = time.monotonic() + START_LIMIT_S
        while time.monotonic() < until_s:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise SystemExit(f"gunicorn did not listen on port {self.port} within {START_LIMIT_S} s")

    def kill(self) -> None:
        """SIGKILL to every process of the web server at once: nobody gets to finish anything."""
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=10)
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def roots(self) -> list[psutil.Process]:
        return [psutil.Process(self.web.pid)] if self.web is not None else []


def cpu_s(roots: list[psutil.Process]) -> float:
    """CPU seconds of these processes and everything below them, also what has ended."""
    total = 0.0
    for root in roots:
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system
    return total
