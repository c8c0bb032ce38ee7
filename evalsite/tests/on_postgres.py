"""Run a command against a temporary PostgreSQL server.

python -m evalsite.tests.on_postgres COMMAND...

Where PostgreSQL is not installed, it says so and runs nothing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_programs() -> Path | None:
    """Folder of initdb and postgres: Debian keeps them off the PATH."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def as_somebody(argv: list[str]) -> list[str]:
    # PostgreSQL refuses to run as root, whoever runs the tests.
    return ["runuser", "-u", "postgres", "--", *argv] if os.geteuid() == 0 else argv


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_server(programs: Path) -> Iterator[str]:
    """A server of its own in a temporary folder; yields its DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="evalsite-postgres-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = f"{folder}/data", free_port()
        initdb = [f"{programs}/initdb", "-D", data, "-U", "evalsite", "--auth=trust", "-E", "UTF8"]
        subprocess.run(as_somebody(initdb), check=True, capture_output=True, cwd=folder)
        control = [f"{programs}/pg_ctl", "-D", data, "-w", "-l", f"{folder}/log"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        start = [*control, "-o", f"{options} -c fsync=off", "start"]
        subprocess.run(as_somebody(start), check=True, capture_output=True, cwd=folder)
        try:
            yield f"postgres://evalsite@127.0.0.1:{port}/postgres"
        finally:
            stop = [*control, "-m", "fast", "stop"]
            subprocess.run(as_somebody(stop), check=True, capture_output=True, cwd=folder)


def main(command: list[str]) -> int:
    programs = find_programs()
    if programs is None:
        print("PostgreSQL is not installed (apt-get install postgresql): its tests are SKIPPED")
        return 0
    with temporary_server(programs) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
