"""A study's used votes as the native tables: what `analyse` reads, without the site."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from elo.core.formats.conditions import write_conditions
from elo.core.formats.native import write_votes
from elo.core.formats.sources import write_sources
from elo.core.types import Votes
from elo.evidence import load_categories, load_conditions, load_votes
from elo.report.publishing import fill_folder, is_taken
from evalsite.studies.models import Study


@dataclass(frozen=True, slots=True)
class Export:
    """What was written."""

    folder: Path
    names: tuple[str, ...]
    n_votes: int
    digest: str  # of the votes, as every fit of them has it
    simulated: bool
    left_out: tuple[str, ...]  # conditions nobody was asked about yet
    command: str  # that rates them

    def describe(self) -> Iterator[str]:
        """What a command says of it, line by line."""
        if self.simulated:
            yield "SIMULATED VOTES"
        yield f"{self.n_votes:,} votes, SHA-256 {self.digest}"
        if self.left_out:
            yield f"Nobody was asked yet about {', '.join(self.left_out)}"
        yield from (str(self.folder / name) for name in self.names)
        yield self.command


def write_analyse_command(
    *, study: Study, out: Path, votes: Votes, options: Sequence[str] = ()
) -> str:
    """Write the command that rates exported tables as the site would.

    Whether ties were asked for stands in the study; votes tell it only where somebody called one.
    A table of sources that says nothing of any is no use to `analyse`, which refuses it.
    """
    tables = [str(out / f"{name}.csv") for name in ("votes", "conditions")]
    told = not load_categories(study).keys().isdisjoint(votes.sources)
    sources = ["--sources", str(out / "sources.csv")] if told else []
    ties = "asked" if study.allow_ties else "not-asked"
    options = [*sources, *options, "--ties", ties, "--title", study.title]
    place = ["--out", str(out.with_name(f"{out.name}-report")), "--seed", "1"]
    return shlex.join(["python", "manage.py", "analyse", *tables, *options, *place])


class NoPlace(Exception):
    """The folder cannot take the tables; the message says why."""


def export_study_votes(*, study: Study, out: Path) -> Export:
    """Write votes.csv, conditions.csv and sources.csv into a new or an empty folder.

    Raters are their codes and visits those codes with a number: no panel's name, no address.
    """
    if is_taken(out):
        raise NoPlace(f"{out} is there already: name a new or an empty folder")
    votes = load_votes(study)
    conditions, left_out = load_conditions(study, votes)
    try:
        with fill_folder(out) as folder:
            write_votes(votes=votes, path=folder / "votes.csv")
            write_conditions(conditions=conditions, path=folder / "conditions.csv")
            categories = load_categories(study)
            write_sources(names=votes.sources, categories=categories, path=folder / "sources.csv")
    except ValueError as problem:
        raise NoPlace(str(problem)) from None
    names = ("votes.csv", "conditions.csv", "sources.csv")
    command = write_analyse_command(study=study, out=out, votes=votes)
    return Export(out, names, len(votes), votes.digest(), votes.any_simulated, left_out, command)
