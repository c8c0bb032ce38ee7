"""A study as one folder that says all by itself: tables, rules, and what each of them is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from elo.archive.raters import write_raters
from elo.archive.readme import write_readme
from elo.archive.settings import describe_settings
from elo.core.formats.conditions import write_conditions
from elo.core.formats.native import write_votes
from elo.core.formats.sources import write_sources
from elo.core.metrics.table import write_metrics
from elo.core.types import Conditions, Votes
from elo.evidence import load_categories, load_chosen_votes, load_conditions
from elo.exporting import Export, NoPlace, write_analyse_command
from elo.measures import load_metrics
from elo.report.publishing import fill_folder, is_taken
from evalsite.studies.models import Study

SUMS = "SHA256SUMS"  # as sha256sum writes and checks them


def export_study(*, study: Study, out: Path) -> Export:
    """Write the votes that count and all that explains them into a new or an empty folder.

    Raises
    ------
    NoEvidence
        No vote counts yet.
    NoPlace
        Something is there already, or no folder can be; nothing is touched.
    """
    if is_taken(out):
        raise NoPlace(f"{out} is there already: name a new or an empty folder")
    votes, chosen = load_chosen_votes(study)
    conditions, left_out = load_conditions(study, votes)
    try:
        with fill_folder(out) as folder:
            command = write_tables(
                study, votes, chosen, conditions, folder, Path(out.resolve().name)
            )
            settings = describe_settings(study, votes, left_out)
            text = json.dumps(settings, indent=1, ensure_ascii=False)
            (folder / "study.json").write_text(f"{text}\n", encoding="utf-8")
            write_readme(study=study, votes=votes, command=command, folder=folder)
            write_sums(folder)
            names = tuple(sorted(path.name for path in folder.iterdir()))
    except ValueError as problem:
        raise NoPlace(str(problem)) from None
    digest, simulated = votes.digest(), votes.any_simulated
    return Export(out, names, len(votes), digest, simulated, left_out, command)


def write_tables(
    study: Study,
    votes: Votes,
    chosen: tuple[str, ...],
    conditions: Conditions,
    folder: Path,
    known_as: Path,
) -> str:
    """Write every table, and return the command that rates them in a folder of that name."""
    write_votes(votes=votes, path=folder / "votes.csv", chosen=chosen)
    write_conditions(conditions=conditions, path=folder / "conditions.csv")
    categories = load_categories(study)
    write_sources(names=votes.sources, categories=categories, path=folder / "sources.csv")
    write_raters(study=study, votes=votes, path=folder / "raters.csv")
    options = name_test_codec(study, votes, conditions)
    if metrics := load_metrics(study):
        write_metrics(metrics=metrics.of(conditions.names), path=folder / "metrics.csv")
        options += ["--metrics", str(known_as / "metrics.csv")]
    return write_analyse_command(study=study, out=known_as, votes=votes, options=options)


def name_test_codec(study: Study, votes: Votes, conditions: Conditions) -> list[str]:
    """Name the codec the study is about, where it has votes and a rate to be compared by."""
    asked = votes.rated()
    rated = {votes.conditions[i] for i in np.unique([asked.condition_a, asked.condition_b])}
    rates = zip(conditions.names, conditions.codec, conditions.bpp.tolist(), strict=True)
    known = {codec for name, codec, bpp in rates if name in rated and bpp == bpp}
    test = study.test_codec.name if study.test_codec else None
    return ["--test", test] if test in known else []


def write_sums(folder: Path) -> None:
    """List the SHA-256 of every file."""
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
    ]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
