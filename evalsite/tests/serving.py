"""The site as it is run: gunicorn in processes of its own, on a database file of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from evalsite.tests.on_postgres import free_port

PATIENCE_S = 180


class Site:
    """Starts, is killed, and starts again at the same address with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        database = f"sqlite:///{self.folder / 'evalsite.sqlite3'}"
        own = {"EVALSITE_VAR": str(self.folder), "DATABASE_URL": database, "DEBUG": "0"}
        return {**os.environ, **own}

    def python(self, *arguments: str) -> str:
        """Run Python beside manage.py, with the site's data; gives back what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        bind = f"127.0.0.1:{self.port}"
        options: dict[str, Any] = {"cwd": settings.BASE_DIR, "env": self.environment}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "evalsite.wsgi", "--bind", bind, "--threads", "4"],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **options,
        )
        deadline = time.monotonic() + PATIENCE_S
        while not self.answers():
            assert time.monotonic() < deadline and self.process.poll() is None, "it did not start"
            time.sleep(0.1)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """At once, its workers with it: nothing is finished, nothing said goodbye to."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
