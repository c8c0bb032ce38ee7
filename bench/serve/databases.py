"""Databases of their own in temporary folders, as durable as a study's: nothing is switched off."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from evalsite.tests.on_postgres import as_somebody, find_programs, free_port


@dataclass(slots=True)
class Database:
    """Where the site keeps its rows: its address, and its processes where it has some."""

    name: str
    url: str
    roots: list[psutil.Process] = field(default_factory=list)


@dataclass(slots=True)
class Postgres(Database):
    """A server with Debian's defaults: a commit has reached the disk before it is acknowledged."""

    folder: Path = Path()
    programs: Path = Path()
    port: int = 0

    def control(self, *words: str) -> None:
        argv = [f"{self.programs}/pg_ctl", "-D", f"{self.folder}/data", "-w", *words]
        log = ["-l", f"{self.folder}/log"] if "start" in words else []
        subprocess.run(
            as_somebody([*argv, *log]),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=100"
        self.control("-o", f"{options} -c unix_socket_directories={self.folder}", "start")
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        self.roots = [psutil.Process(pid)]

    def crash(self) -> None:
        """Every process of the server ends at once, as if the power went; then it recovers."""
        self.control("-m", "immediate", "stop")
        self.start()


@contextlib.contextmanager
def temporary_postgres() -> Iterator[Postgres]:
    programs = find_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="evalsite-bench-") as name:
        folder, port = Path(name), free_port()
        with contextlib.suppress(PermissionError, LookupError):
            shutil.chown(folder, "postgres")
        url = f"postgres://evalsite@127.0.0.1:{port}/postgres"
        server = Postgres("PostgreSQL", url, [], folder, programs, port)
        initdb = [f"{programs}/initdb", "-D", f"{folder}/data", "-U", "evalsite", "-E", "UTF8"]
        subprocess.run(
            as_somebody([*initdb, "--auth=trust"]), check=True, capture_output=True, cwd=folder
        )
        server.start()
        try:
            yield server
        finally:
            server.control("-m", "immediate", "stop")


@contextlib.contextmanager
def temporary_database(kind: str, folder: Path) -> Iterator[Database]:
    if kind == "postgres":
        with temporary_postgres() as server:
            yield server
    else:
        yield Database("SQLite", f"sqlite:///{folder / 'bench.sqlite3'}")
