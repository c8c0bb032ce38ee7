"""Everything that runs during a load, put together and taken apart again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.db import connection

from bench.serve.crowd import Crowds
from bench.serve.databases import Database
from bench.serve.page import Visit
from bench.serve.site import Site
from bench.serve.stages import Meters
from bench.serve.truth import last_vote
from evalsite.tests.on_postgres import free_port


@dataclass(slots=True)
class Bench:
    """One run's parts."""

    database: Database
    site: Site
    crowds: Crowds
    since: int  # newest vote before the load
    settle_s: float
    past: tuple[int, int] = (0, 0)  # votes that were written meanwhile as if long ago

    def meters(self) -> Meters:
        load = [psutil.Process(process.pid) for process in self.crowds.processes]
        return Meters(self.site.roots(), self.database.roots, load)


@contextmanager
def running(
    *,
    database: Database,
    folder: Path,
    visits: Sequence[Visit],
    generators: int,
    gunicorn: Sequence[str],
    settle_s: float,
    pace_s: float,
) -> Iterator[Bench]:
    """The site, its workers and the crowd; all of it ends whatever happens."""
    since = last_vote()
    connection.close()
    site = Site(free_port(), dict(os.environ), folder / "site.log", list(gunicorn))
    crowds = Crowds(pace_s)
    try:
        site.start()
        site.start_workers()
        crowds.start(how_many=generators, host="127.0.0.1", port=site.port, visits=visits)
        yield Bench(database, site, crowds, since, settle_s)
    finally:
        crowds.kill()
        site.stop()
        connection.close()
