"""How the site is served. Gunicorn reads this file from the folder it is started in."""

from __future__ import annotations

import gc
import os
import resource

from evalsite.environment import env_bool

bind = os.environ.get("BIND", "127.0.0.1:8000")
# A process for each core; in each a few threads, so that a vote does not wait behind a picture. A
# browser that stops reading holds one for minutes: on the open internet nginx stands in front.
workers = int(os.environ.get("WEB_CONCURRENCY", 0)) or len(os.sched_getaffinity(0))
# On the machine's own address nginx stands in front and waits for those who send slowly. Bound
# to any other, gunicorn must wait for them itself; what that costs is in docs/operations.md.
open_to_network = not bind.startswith(("127.", "localhost:", "[::1]:", "unix:"))
patient = env_bool("WAIT_FOR_SLOW_SENDERS", open_to_network)
worker_class = "evalsite.slow_senders.PatientWorker" if patient else "gthread"
threads = 4
# A rater answers every few seconds: his browser keeps its connection from one vote to the next.
keepalive = 75
worker_connections = 4096
# The workers' sign of life is a file: where it is on a disk, a busy disk would get them killed.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
loglevel = "warning"

# Each open connection is a file, and many a system lets a process have no more than 1024.
most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))


def post_worker_init(worker: object) -> None:
    """Load every page now, and keep the collector of garbage off what stays for ever.

    It would walk through all of it now and then, for 25 ms and more, while votes wait.
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
