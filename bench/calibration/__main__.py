"""Two trials of the intervals, both simulated; ``make calibrate`` runs both and writes the page.

`coverage` fits many small studies by each model and counts the 95 % intervals that hold the truth.
`ranks` draws the truth from the priors of `full` and asks whether its ranks among the draws are
uniform. Each study is seeded by its number and kept in a file at once: a run that was cut goes on
where it stopped. `write` puts what the files hold into docs/.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.calibration import keeping, measuring, tables
from bench.calibration.studies import WORLDS
from bench.pages import DOCS, describe_machine

FOLDER = DOCS.parent / "var" / "calibration"
STUDIES = {"coverage": 500, "ranks": 1000, "write": 0}


def parse_arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description=__doc__)
    parser.add_argument("trial", choices=tuple(STUDIES))
    add = parser.add_argument
    add("--from", dest="first", type=int, default=1, help="number of the first study")
    add("--count", type=int, help=f"studies; if not given, {STUDIES}")
    add(
        "--models",
        nargs="+",
        choices=tables.MODELS,
        default=list(tables.MODELS),
        help="of coverage",
    )
    add("--pooled", action="store_true", help="ranks of `full` with scores pooled along the rates")
    add("--world", choices=tuple(WORLDS), default="spoilt", help="what the truth has in it")
    add("--out", type=Path, help="file of results; if not given, in var/calibration/")
    add("--workers", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args(words)
    arguments.count = arguments.count or STUDIES[arguments.trial]
    return arguments


def run_coverage(arguments: argparse.Namespace) -> None:
    out = arguments.out or FOLDER / "coverage.jsonl"
    records = keeping.read_records(out)
    done = {(each["study"], each["model"], each["world"]) for each in records}
    numbers = range(arguments.first, arguments.first + arguments.count)
    tasks = [
        (number, model, arguments.world)
        for number in numbers
        for model in arguments.models
        if (number, model, arguments.world) not in done
    ]
    keeping.carry_out(measuring.measure, tasks, out=out, workers=arguments.workers)
    records = keeping.read_records(out)
    print("\n".join([*tables.coverage_table(records), "", *tables.notes(records)]))


def run_ranks(arguments: argparse.Namespace) -> None:
    from bench.calibration import ranking, verdicts

    name = "pooled" if arguments.pooled else "ranks"
    out = arguments.out or FOLDER / f"{name}.jsonl"
    done = {each["study"] for each in keeping.read_records(out)}
    numbers = range(arguments.first, arguments.first + arguments.count)
    tasks = [(number, name) for number in numbers if number not in done]
    keeping.carry_out(ranking.rank_study, tasks, out=out, workers=arguments.workers)
    print("\n".join(verdicts.rank_table(keeping.read_records(out))))


def write_page(arguments: argparse.Namespace) -> None:
    from bench.calibration.page import write_results

    write_results(FOLDER, DOCS)


TRIALS: dict[str, Callable[[argparse.Namespace], None]] = {
    "coverage": run_coverage,
    "ranks": run_ranks,
    "write": write_page,
}


def main() -> None:
    arguments = parse_arguments()
    began_s = time.perf_counter()
    print(f"SIMULATED. {describe_machine()}", flush=True)
    TRIALS[arguments.trial](arguments)
    print(f"{time.perf_counter() - began_s:.0f} s")


if __name__ == "__main__":
    main()
