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
START_LIMIT_S = 120
LOG_LINES = 20
QUEUES = ("default", "pairs")  # a worker for each, as `make serve` has them


@dataclass(slots=True)
class Site:
    """Gunicorn and the worker. Settings of gunicorn are those of gunicorn.conf.py."""

    port: int
    environment: dict[str, str]
    log: Path
    options: list[str] = field(default_factory=list)
    web: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        python = [sys.executable, "-m"]
        self.web = self.spawn([*python, "gunicorn", "evalsite.wsgi", *self.options])
        self.wait_until_up()

    def start_workers(self) -> None:
        for queue in QUEUES:
            command = [sys.executable, "manage.py", "db_worker", "--queue-name", queue]
            self.workers.append(self.spawn(["nice", "-n", "19", *command, "--verbosity", "0"]))

    def spawn(self, argv: list[str]) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            **self.environment,
            "BIND": f"127.0.0.1:{self.port}",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                argv, cwd=BASE_DIR, env=environment, stderr=log, start_new_session=True
            )

    def wait_until_up(self) -> None:
        """Until a page is answered: gunicorn listens long before a process of it is ready."""
        until_s = time.monotonic() + START_LIMIT_S
        while time.monotonic() < until_s:
            if is_up(self.port):
                return
            time.sleep(0.05)
        raise SystemExit(f"no page came from port {self.port} within {START_LIMIT_S} s")

    def kill(self) -> None:
        """SIGKILL to every process of the web server at once: nobody gets to finish anything."""
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def stop(self) -> None:
        for process in (self.web, *self.workers):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=10)
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def read_log(self) -> str:
        """The end of what the site complained about; in a load without trouble there is nothing."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([f"{len(lines)} lines in the site's log", *lines[-LOG_LINES:]])

    def roots(self) -> list[psutil.Process]:
        return [psutil.Process(self.web.pid)] if self.web is not None else []


def is_up(port: int) -> bool:
    request = b"HEAD /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as probe:
        probe.sendall(request)
        return probe.recv(12).startswith(b"HTTP/1.1")
    return False


def cpu_s(roots: list[psutil.Process]) -> float:
    """CPU seconds of these processes and everything below them, also what has ended."""
    total = 0.0
    for root in roots:
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system
                    total += times.children_user + times.children_system
    return total
