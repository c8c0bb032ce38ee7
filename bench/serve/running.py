"""Puts the parts together: a filled database, the site, the crowd, the figures, the truth."""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psutil
from django.core.management import call_command
from django.db import connection

from bench.serve import tables
from bench.serve.crowd import Crowds
from bench.serve.databases import Database
from bench.serve.page import PACE_S, Visit
from bench.serve.site import Site
from bench.serve.stages import Meters, Stage, hold_rate
from evalsite.tests.on_postgres import free_port

TRIALS = 70  # of a session
SETTLE_S = 12.0


@dataclass(slots=True)
class Bench:
    """One run's parts."""

    arguments: argparse.Namespace
    database: Database
    site: Site
    crowds: Crowds
    since: int  # newest vote before the load

    def meters(self) -> Meters:
        load = [psutil.Process(process.pid) for process in self.crowds.processes]
        return Meters(self.site.roots(), self.database.roots, load)


def run(arguments: argparse.Namespace, database: Database, folder: Path) -> int:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if arguments.images:
        from bench.serve.pictures import measure_pictures

        return measure_pictures(arguments, folder)
    with prepared(arguments, database, folder) as bench:
        if arguments.kill:
            from bench.serve.killing import kill_again_and_again

            return kill_again_and_again(bench)
        return climb_and_hold(bench)


@contextmanager
def prepared(arguments: argparse.Namespace, database: Database, folder: Path) -> Iterator[Bench]:
    """Everything up and running, and all of it ended whatever happens."""
    from bench.serve.truth import last_vote

    visits = fill(arguments)
    since = last_vote()
    connection.close()
    site = Site(free_port(), dict(os.environ), folder / "site.log", arguments.gunicorn.split())
    crowds = Crowds()
    try:
        site.start()
        site.start_worker()
        crowds.start(how_many=arguments.generators, host="127.0.0.1", port=site.port, visits=visits)
        yield Bench(arguments, database, site, crowds, since)
    finally:
        crowds.kill()
        site.stop()
        connection.close()


def fill(arguments: argparse.Namespace) -> list[Visit]:
    """A study and its raters: those at once are somewhere in their sessions, the next ones new."""
    from bench.serve.filling import make_study, make_visits
    from bench.serve.stored import end_sessions, store_past

    study = make_study()
    if arguments.stored:
        past = [made.pk for made, _ in make_visits(study, arguments.stored // (TRIALS + 3) + 1)]
        store_past(study, [(pk, TRIALS, TRIALS) for pk in past])
        end_sessions(study)
    at_once = round(highest_rate(arguments) * PACE_S)
    under_way = list(make_visits(study, at_once))
    store_past(study, [(session.pk, *draw_progress()) for session, _ in under_way])
    fresh = [visit for _, visit in make_visits(study, count_replacements(arguments))]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # The last one is taken first.
    return [*fresh, *(visit for _, visit in under_way)]


def draw_progress() -> tuple[int, int]:
    planned = 10 * random.randint(1, TRIALS // 10 - 1)
    return planned, planned - random.randrange(10)


def highest_rate(arguments: argparse.Namespace) -> float:
    return float(max([*arguments.rates, arguments.rate]))


def count_replacements(arguments: argparse.Namespace) -> int:
    """Enough for every session that ends, if nothing gives way."""
    stage_s = arguments.stage_seconds + SETTLE_S
    votes = sum(rate * stage_s for rate in arguments.rates)
    votes += arguments.rate * (arguments.seconds + SETTLE_S) + arguments.kill * 20 * arguments.rate
    return round(votes / TRIALS * 1.5) + 50


def climb_and_hold(bench: Bench) -> int:
    arguments, meters = bench.arguments, bench.meters()
    stages: list[Stage] = []
    print("\n".join(tables.stage_table([])), flush=True)
    for rate in sorted(arguments.rates):
        seconds = arguments.stage_seconds
        stages.append(
            hold_rate(bench.crowds, meters, rate=rate, settle_s=SETTLE_S, seconds=seconds)
        )
        print(tables.stage_row(stages[-1]), flush=True)
        if stages[-1].gave_way:
            break
    if arguments.rate:
        stages.append(
            hold_rate(
                bench.crowds,
                meters,
                rate=arguments.rate,
                settle_s=SETTLE_S,
                seconds=arguments.seconds,
                label=f"held for {arguments.seconds:.0f} s",
            )
        )
        print(tables.stage_row(stages[-1]), flush=True)
    return finish(bench, stages)


def finish(bench: Bench, stages: list[Stage]) -> int:
    from bench.serve.truth import compare

    truth = compare(bench.crowds.drain(), since=bench.since)
    print(f"\n{truth}")
    return 0 if truth.holds else 1
