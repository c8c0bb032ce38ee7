from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from elo.core.fit import DEFAULT_MODEL
from elo.fitting import carry_out
from elo.holding import give_up_dead_runs
from elo.management.commands.analyse import POOL_RATES
from elo.models import FitRun
from evalsite.arguments import read_seed
from evalsite.studies.finding import find_study


class Command(BaseCommand):
    help = "Fit Elo scores to a study's used votes, store the draws and write the report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", required=True, metavar="SLUG")
        parser.add_argument("--model", choices=FitRun.Model.values, default=DEFAULT_MODEL)
        parser.add_argument("--pool-rates", action="store_true", help=POOL_RATES)
        parser.add_argument("--seed", type=read_seed, required=True)

    def handle(
        self, *, study: str, model: str, seed: int, pool_rates: bool, **options: object
    ) -> None:
        found = find_study(study)
        give_up_dead_runs(found)
        try:
            run = FitRun.objects.create(study=found, model=model, seed=seed, pool_rates=pool_rates)
        except IntegrityError:
            raise CommandError(f"study {study!r} has a fit waiting or running already") from None
        carry_out(run)
        run.refresh_from_db()
        if run.state == FitRun.State.FAILED:
            raise CommandError(run.problem)
        self.stdout.write(f"{run.n_votes} votes by {run.n_raters} raters\n{run.headline}")
        self.stdout.write(f"{run.report_folder / 'report.html'}")
