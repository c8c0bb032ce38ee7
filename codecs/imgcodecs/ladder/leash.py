"""Keeps a worker of this machine from leaving anything behind, however it ends.

Dask loads this module into each worker (``preload``). The worker becomes the head of a process
group, so that it and the encoders it runs can be ended in one stroke. A shell outside the group
holds the other end of a pipe: when the worker is gone, killed by whatever, the shell ends the
encoders it has left and removes its temporary files; and those of the run, if that is gone, too.
"""

from __future__ import annotations

import os
import subprocess
import tempfile

from distributed import Worker

RUN_FOLDER = "IMGCODECS_RUN_FOLDER"
RUN_PROCESS = "IMGCODECS_RUN_PROCESS"
SCRIPT = """
read -r never
kill -9 -"$1"
rm -rf -- "$2"
for second in 1 2 3; do
  sleep 1  # a process that was just killed is there until its parent has looked
  kill -0 "$3" || { rm -rf -- "$4"; exit; }
done
"""

_watchers: list[subprocess.Popen[bytes]] = []  # their pipes must stay open while we live


def dask_setup(worker: Worker) -> None:
    """Prepare the process of a worker."""
    os.setpgid(0, 0)
    tempfile.tempdir = tempfile.mkdtemp(prefix="worker-", dir=os.environ[RUN_FOLDER])
    own = [str(os.getpid()), tempfile.tempdir]
    run = [os.environ[RUN_PROCESS], os.environ[RUN_FOLDER]]
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", SCRIPT, "leash", *own, *run],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    _watchers.append(watcher)
