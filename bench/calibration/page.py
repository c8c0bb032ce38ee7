"""What the files of results hold, into docs/validation.md and docs/pictures."""

from __future__ import annotations

from pathlib import Path

from bench.calibration.keeping import read_records
from bench.calibration.pictures import write_ranks
from bench.calibration.tables import coverage_table, notes
from bench.calibration.verdicts import judge, rank_table
from bench.pages import describe_machine, write_section


def write_results(folder: Path, docs: Path) -> None:
    """Tables between their marks; a file that is not there changes nothing."""
    page, machine = docs / "validation.md", f"Written {describe_machine()}:"
    if covered := read_records(folder / "coverage.jsonl"):
        lines = ["", machine, "", *coverage_table(covered), "", *notes(covered), ""]
        write_section("coverage", lines, page)
    for name, picture in (("ranks", "sbc.png"), ("pooled", "sbc-pooled.png")):
        if ranked := read_records(folder / f"{name}.jsonl"):
            shown = f"![Histograms of the ranks, one for each parameter](pictures/{picture})"
            lines = ["", machine, "", *rank_table(ranked), "", shown, ""]
            write_section(name, lines, page)
            fitted = sum(bool(each["ranks"]) for each in ranked)
            write_ranks(judge(ranked), fitted, docs / "pictures" / picture)
