from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from evalsite.studies.finding import find_study
from evalsite.studies.models import Refresh, Study
from evalsite.studies.pool.refreshing import refresh_study


class Command(BaseCommand):
    help = "Fit a study's answers so far, and plan its next pairs: what the worker does by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", required=True, metavar="SLUG")

    def handle(self, *, study: str, **options: object) -> None:
        found = find_study(study)
        if found.state == Study.State.DRAFT:
            raise CommandError(f"study {study!r} is a draft: pairs are planned once it is open")
        self.stdout.write(describe(refresh_study(found)))


def describe(refresh: Refresh) -> str:
    answers = f"{refresh.votes} {'simulated ' if refresh.simulated else ''}answers"
    fit = f"no fit: {refresh.problem}" if refresh.problem else f"{len(refresh.elo)} scores"
    return f"{answers}; {fit}; {refresh.pairs_planned} pairs planned in {refresh.took_ms} ms"
