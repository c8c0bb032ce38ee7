from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from elo.core.ladders import ELO_PER_DOUBLING
from elo.core.planning import Plan, Prices, find_votes
from evalsite.arguments import read_seed
from evalsite.studies.finding import find_study
from evalsite.studies.forecast.assuming import (
    USUAL_TIES,
    Sizes,
    assume_panel,
    simulate_sizes,
    size_by_numbers,
    size_by_study,
)
from evalsite.studies.forecast.telling import GrowthLine
from evalsite.studies.forecast.writing import (
    SIMULATED,
    describe_plan,
    head_of_table,
    write_plans,
)
from evalsite.studies.models import Study
from evalsite.studies.rules.lasting import usual_minutes
from evalsite.studies.trials.schedule import votes_of_session

PLANNED = ("random", "balanced", "active")
TRIALS, SOURCES = 70, 30
# Small studies differ from one another, so several are simulated; large ones take their time.
MOST_STUDIES, CONDITIONS_AT_ONCE = 8, 200
FEWEST_TRIALS, MOST_TRIALS = 20, 200


class Command(BaseCommand):
    help = (
        "Simulate how many votes, raters, hours and how much money bring the intervals of the "
        "savings to a wanted width, for each of the samplers. Nobody votes, nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--study", metavar="SLUG", help="take codecs, rates, sources, ties, session of this")
        add("--codecs", type=read_count, help="how many; or give --study")
        add("--rates", type=read_count, help="of each codec; or give --study")
        add("--sources", type=read_count, help=f"photographs ({SOURCES}, or the study's)")
        add("--ties", type=float, help="share of “can't tell” to two equal pictures (0)")
        add("--lapses", type=float, default=0.1, help="share of raters who lapse (0.1)")
        add("--half-width", type=float, default=0.05, help="wanted, a fraction of bits (0.05)")
        add("--test", metavar="CODEC", help="only what this codec saves against every other")
        add(
            "--elo-per-doubling",
            type=float,
            default=ELO_PER_DOUBLING,
            help="gain of a doubled rate (300)",
        )
        add("--trials-per-session", type=read_count, help=f"({TRIALS}, or the study's)")
        add("--minutes", type=float, help="a session takes (the study's, or as its trials take)")
        add("--pay", type=float, default=0.0, help="money a session, in any currency (0)")
        add("--most-votes", type=read_count, default=150_000, help="give up there (150000)")
        add("--seed", type=read_seed, required=True, help="same seed, same plan")
        add("--out", type=Path, required=True, metavar="DIR", help="for tables and picture")

    def handle(self, *, study: str | None, seed: int, out: Path, **options: Any) -> None:
        found = find_study(study) if study else None
        try:
            sizes = choose_sizes(found, options, seed)
            prices = choose_prices(found, options)
            plans = self.plan(sizes, choose_ties(found, options["ties"]), options, seed)
            files = write_plans(
                plans=plans, prices=prices, half_width=options["half_width"], folder=out
            )
        except (ValueError, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(SIMULATED)
        self.stdout.write(describe_sizes(sizes, options, prices))
        self.stdout.write(head_of_table())
        for plan in plans:
            self.stdout.write(describe_plan(plan, prices))
        for path in files:
            self.stdout.write(str(path))

    def plan(
        self, sizes: Sizes, ties: float, options: dict[str, Any], seed: int
    ) -> tuple[Plan, ...]:
        slope = options["elo_per_doubling"]
        if not 0 < slope <= 2000:
            raise ValueError(f"Elo per doubling must lie between 0 and 2000, got {slope:g}")
        self.stderr.ending, usual = "", self.stderr.ending  # a line that moves does not end
        try:
            return tuple(self.plan_one(sampler, sizes, ties, options, seed) for sampler in PLANNED)
        finally:
            self.stderr.ending = usual

    def plan_one(
        self, sampler: str, sizes: Sizes, ties: float, options: dict[str, Any], seed: int
    ) -> Plan:
        slope = options["elo_per_doubling"]
        with GrowthLine(self.stderr, sampler) as line:
            return find_votes(
                ladder=simulate_sizes(sizes=sizes, seed=seed, elo_per_doubling=slope),
                panel=assume_panel(sources=sizes.sources, ties=ties, lapses=options["lapses"]),
                sampler=sampler,
                half_width=options["half_width"],
                most_votes=options["most_votes"],
                seed=seed,
                test=sizes.place_of(options["test"]),
                studies=max(1, min(MOST_STUDIES, CONDITIONS_AT_ONCE // len(sizes.bpp))),
                tell=line.tell,
            )


def read_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10**8):
        raise ArgumentTypeError(f"expected a whole number above 0, got {text[:40]!r}")
    return int(text)


def choose_sizes(study: Study | None, options: dict[str, Any], seed: int) -> Sizes:
    if study is None:
        if not (options["codecs"] and options["rates"]):
            raise ValueError("say what to plan: --codecs and --rates, or --study")
        return size_by_numbers(
            codecs=options["codecs"],
            rates=options["rates"],
            sources=options["sources"] or SOURCES,
            seed=seed,
        )
    given = [name for name in ("codecs", "rates", "sources") if options[name]]
    if given:
        raise ValueError(f"--study brings its own {', '.join(given)}: leave --{given[0]} out")
    return size_by_study(study)


def choose_ties(study: Study | None, ties: float | None) -> float:
    """The share of ties: as given, or the usual one where the study offers “can't tell”."""
    if study is not None and ties and not study.allow_ties:
        raise ValueError(f"study {study.slug!r} does not allow “can't tell”: leave --ties out")
    if ties is not None:
        return ties
    return USUAL_TIES if study is not None and study.allow_ties else 0.0


def choose_prices(study: Study | None, options: dict[str, Any]) -> Prices:
    trials = options["trials_per_session"] or (study.trials_per_session if study else TRIALS)
    if not FEWEST_TRIALS <= trials <= MOST_TRIALS:
        raise ValueError(
            f"a session has {FEWEST_TRIALS} to {MOST_TRIALS} trials, got {trials} of them"
        )
    minutes = options["minutes"]
    if minutes is None:
        told = study is not None and trials == study.trials_per_session
        minutes = study.minutes if study and told else usual_minutes(trials)
    return Prices(votes=votes_of_session(trials), minutes=minutes, pay=options["pay"])


def describe_sizes(sizes: Sizes, options: dict[str, Any], prices: Prices) -> str:
    whose = f"{options['test']} against each other codec" if options["test"] else "all codecs"
    return (
        f"{len(sizes.codecs)} codecs, {len(sizes.bpp)} conditions, {sizes.sources} sources; "
        f"{prices.votes} votes a session; savings of {whose} "
        f"to {options['half_width']:.1%} either way"
    )
