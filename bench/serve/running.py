"""One run: a filled database, the site, the crowd, the figures, and whether every vote is there."""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection

from bench.pages import describe_machine, write_section
from bench.serve import tables
from bench.serve.databases import Database
from bench.serve.page import Visit
from bench.serve.stages import Stage, hold_rate

if TYPE_CHECKING:
    from bench.serve.parts import Bench

TRIALS = 70  # of a session
KILL_S = 12.0  # a kill takes, on average, with what is waited before it


def run(arguments: argparse.Namespace, database: Database, folder: Path) -> int:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"{describe_machine()}, {database.name}\n", flush=True)
    if arguments.images:
        from bench.serve.pictures import measure_pictures

        lines, holds = measure_pictures(folder, seconds=arguments.stage_seconds), True
    else:
        lines, holds = measure_votes(arguments, database, folder)
    if arguments.write:
        machine = f'{describe_machine()}, `make bench-serve ARGS="{arguments.said}"`:'
        write_section(arguments.write, ["", machine, "", *lines, ""], tables.PAGE)
    return 0 if holds else 1


def measure_votes(
    arguments: argparse.Namespace, database: Database, folder: Path
) -> tuple[list[str], bool]:
    from bench.serve.killing import kill_again_and_again
    from bench.serve.parts import running
    from bench.serve.truth import compare

    visits = fill(arguments)
    with running(
        database=database,
        folder=folder,
        visits=visits,
        generators=arguments.generators,
        gunicorn=arguments.gunicorn.split(),
        settle_s=arguments.settle_seconds,
        pace_s=arguments.pace_seconds,
    ) as bench:
        if arguments.kill:
            lines = kill_again_and_again(bench, rate=arguments.rate, times=arguments.kill)
            print("\n".join(lines))
        elif arguments.stored:
            lines = measure_growth(bench, arguments)
        else:
            lines = tables.stage_table(climb_and_hold(bench, arguments))
        truth = compare(bench.crowds.drain(), since=bench.since, past=bench.past)
        print(f"\n{truth}\n{bench.site.read_log()}", flush=True)
    return [*lines, "", f"{truth}."], truth.holds


def fill(arguments: argparse.Namespace) -> list[Visit]:
    """A study and its raters: those at once are somewhere in their sessions, the next ones new."""
    from bench.serve.filling import PAPER, SMALL, make_study, make_visits
    from bench.serve.stored import store_past

    study = make_study(SMALL if arguments.quick else PAPER)
    at_once = round(max([*arguments.rates, arguments.rate]) * arguments.pace_seconds)
    under_way = list(make_visits(study, at_once))
    store_past(study, [(session.pk, *draw_progress()) for session, _ in under_way])
    fresh = [visit for _, visit in make_visits(study, count_replacements(arguments))]
    tidy_up()
    call_command("refresh_pairs", study=study.slug)
    # The last one is taken first.
    return [*fresh, *(visit for _, visit in under_way)]


def draw_progress() -> tuple[int, int]:
    """So many positions planned, and those below the second number answered."""
    planned = 10 * random.randint(1, TRIALS // 10 - 1)
    return planned, planned - random.randrange(10)


def count_replacements(arguments: argparse.Namespace) -> int:
    """Enough for every session that ends, if nothing gives way."""
    settle_s = arguments.settle_seconds
    votes = sum(rate * (arguments.stage_seconds + settle_s) for rate in arguments.rates)
    votes += 2 * arguments.rate * (arguments.seconds + settle_s + arguments.kill * KILL_S)
    return round(votes / TRIALS * 1.5) + 50


def climb_and_hold(bench: Bench, arguments: argparse.Namespace) -> list[Stage]:
    """Rates that rise until something gives, then the one that is held."""
    print("\n".join(tables.stage_table([])), flush=True)
    stages: list[Stage] = []
    for rate in sorted(arguments.rates):
        stages.append(hold(bench, rate, arguments.stage_seconds))
        if stages[-1].gave_way:
            break
    if arguments.rate:
        label = f"held for {arguments.seconds:.0f} s"
        stages.append(hold(bench, arguments.rate, arguments.seconds, label))
    return stages


def measure_growth(bench: Bench, arguments: argparse.Namespace) -> list[str]:
    """The same load before and after that many votes were stored."""
    rate, seconds, stored = arguments.rate, arguments.seconds, arguments.stored
    before = hold(bench, rate, seconds, "before")
    hold(bench, 0, 1, "nobody, while they are stored")
    bench.past = store_votes(stored)
    after = hold(bench, rate, seconds, f"{stored} votes stored")
    growth = after.vote_ms(0.99) / before.vote_ms(0.99)
    told = f"With {stored} votes stored the 99th percentile is {growth:.2f} times as long."
    print(told, flush=True)
    return [*tables.stage_table([before, after]), "", told]


def store_votes(how_many: int) -> tuple[int, int]:
    """Whole sessions of the past; the first and the last vote of theirs."""
    from bench.serve.filling import make_visits
    from bench.serve.stored import end_sessions, store_past
    from bench.serve.truth import last_vote
    from evalsite.studies.models import Session, Study

    study, before = Study.objects.get(), last_vote()
    past = [made.pk for made, _ in make_visits(study, how_many // (TRIALS + 3) + 1)]
    store_past(study, [(pk, TRIALS, TRIALS) for pk in past])
    end_sessions(Session.objects.filter(pk__gte=past[0], pk__lte=past[-1]))
    tidy_up()
    return before + 1, last_vote()


def tidy_up() -> None:
    """What a database does by itself in the hours after so much was written."""
    words = ("VACUUM ANALYZE", "CHECKPOINT") if connection.vendor == "postgresql" else ("ANALYZE",)
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute(word)


def hold(bench: Bench, rate: float, seconds: float, label: str = "") -> Stage:
    stage = hold_rate(
        bench.crowds,
        bench.meters(),
        rate=rate,
        settle_s=bench.settle_s,
        seconds=seconds,
        label=label,
    )
    print(tables.stage_row(stage), flush=True)
    return stage
