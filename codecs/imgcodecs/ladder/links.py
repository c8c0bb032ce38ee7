"""Connections to Dask: a cluster of this machine, or a scheduler that someone has started."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from imgcodecs.ladder.leash import RUN_FOLDER, RUN_PROCESS

CONNECT_S = 20.0
FIRST_WORKER_S = 30.0
SETTINGS = {
    # Images are few and released early: a worker that nears its share of the memory is better
    # ended than slowed down by writing them to disk, or paused for ever.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.scheduler.work-stealing": False,
    # Watching itself costs Dask more than all else it does here: a twentieth of a core a process.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "500ms",
    # Dask makes the C library give memory back at every chance, which makes array code and some
    # encoders two to three times as slow.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}


@contextmanager
def link_local(workers: int) -> Iterator[Client]:
    """Start processes on this machine, reachable from this machine alone.

    Left by an error, it ends them in the middle of their work, encoders included.
    """
    _hush()
    with (
        tempfile.TemporaryDirectory(prefix="imgcodecs-run-", ignore_cleanup_errors=True) as folder,
        dask.config.set({**SETTINGS, "temporary-directory": folder}),
        _start_cluster(workers, folder) as cluster,
        Client(cluster, timeout=CONNECT_S, set_as_default=False) as client,
    ):
        try:
            yield client
        except BaseException:
            _kill_workers(cluster)
            raise


@contextmanager
def link_scheduler(address: str) -> Iterator[Client]:
    """Connect to a scheduler; ValueError when none answers or it has no workers.

    Left by an error, its workers finish what they are at, and the outcome goes nowhere.
    """
    _hush()
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {address}: {error}") from None
    except TypeError:  # what Dask says where an address asks for TLS and its settings do not
        raise ValueError(
            f"the Dask scheduler at {address} wants TLS: set its certificates in Dask's settings"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER_S)
        except TimeoutError:
            raise ValueError(f"the Dask scheduler at {address} has no workers") from None
        yield client


def _hush() -> None:
    # Dask's messages are about its own innards; what matters is said by errors and failures.
    for name in ["distributed", *logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":  # some have levels and handlers of their own
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _start_cluster(workers: int, folder: str) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        # Whoever reaches a scheduler runs code as its user, and other users of this machine reach
        # its loopback address: certificates that only these processes hold keep them out.
        security=Security.temporary(),
        silence_logs=logging.CRITICAL,
        scheduler_kwargs={"allowed_failures": 0},
        preload=["imgcodecs.ladder.leash"],
        env={RUN_FOLDER: folder, RUN_PROCESS: str(os.getpid())},
    )


def _kill_workers(cluster: LocalCluster) -> None:
    for nanny in cluster.workers.values():
        nanny.auto_restart = False
        if nanny.pid is None:
            continue
        try:
            # The worker is the head of a group that holds the encoders it runs.
            os.killpg(nanny.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # not yet one, or no longer: closing the cluster ends what there is
