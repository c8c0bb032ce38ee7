"""nginx in front of the site, with the configuration that docs/operations.md hands out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "nginx.conf"
FOUND_BY = "/srv/evalsite/var/"


def adapt(text: str, *, listens: int, site: int, folder: Path) -> str:
    """The documented configuration with our ports and folders; each must be in it."""
    for ours, theirs in {
        "listen 80;": f"listen 127.0.0.1:{listens};",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{site};",
        FOUND_BY: f"{folder}/",
    }.items():
        if ours not in text:
            raise SystemExit(f"{DOCUMENTED.name} has no {ours!r} any more")
        text = text.replace(ours, theirs)
    return f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\n{text}"


@contextmanager
def nginx_in_front(*, listens: int, site: int, folder: Path) -> Iterator[list[psutil.Process]]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise FileNotFoundError("nginx is not installed: apt-get install nginx-light")
    # nginx's own processes are not root's: they must be let in.
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        path.chmod(0o755)
    configuration = folder / "nginx.conf"
    text = DOCUMENTED.read_text(encoding="utf-8")
    configuration.write_text(adapt(text, listens=listens, site=site, folder=folder))
    own = subprocess.Popen([program, "-c", str(configuration)], env={**os.environ})
    try:
        wait_for(listens, own)
        yield [psutil.Process(own.pid)]
    finally:
        own.terminate()
        own.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise SystemExit(f"nginx ended at once with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nginx did not listen on port {port}")
