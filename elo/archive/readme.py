"""README.txt: what each file and each column of a study's folder is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from elo.core.types import Votes
from evalsite.studies.models import Study

WIDTH = 88
# file -> (what it is, column or key -> what that is)
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "votes.csv": (
        "One row an answer of a visit whose votes count. Only rows of kind vote make scores.",
        {
            "rater": "the random code that the site gave the person, in all its studies the same",
            "source": "the original picture that both sides were made from",
            "condition_a": "what was compared: a codec at a rate; A was shown first or on the left",
            "condition_b": "the other side",
            "choice": "a, b, or tie (can't tell)",
            "left": "which was shown left or first",
            "kind": "vote, trap (the right answer is known), repeat (the same pair again), "
            "bias (two identical pictures)",
            "expected": "the right answer of a trap",
            "response_ms": "milliseconds that the answer took",
            "session": "the rater's visit",
            "answered_at": "when the answer arrived, by the server's clock, in UTC",
            "simulated": "1 if a program answered, 0 if a person did",
            "chosen": "how the pair of a vote was picked: uniform (any pair alike likely), "
            "balanced (what was asked least), active (what tells most), spare (uniform, because "
            "no planned pair was left)",
        },
    ),
    "conditions.csv": (
        "One row a condition.",
        {
            "condition": "the name in votes.csv",
            "codec": "conditions of one codec form its curve",
            "bpp": "total bits of its files over total pixels; empty for the original",
            "label": "what a reader sees instead of the name",
        },
    ),
    "sources.csv": (
        "One row a source.",
        {
            "source": "the name in votes.csv",
            "category": "what kind of picture it is; empty where the study does not say",
        },
    ),
    "metrics.csv": (
        "What programs measured of each coded picture. Missing where nothing was measured.",
        {
            "condition": "the name in conditions.csv",
            "source": "the name in sources.csv",
            "psnr_db": "PSNR in dB",
            "ms_ssim": "MS-SSIM",
            "vmaf": "VMAF",
            "ssimulacra2": "SSIMULACRA2",
        },
    ),
    "raters.csv": (
        "One row a rater whose votes count.",
        {
            "rater": "the code in votes.csv",
            "recruited": "the kind of channel: open, prolific, panel or simulated",
            "simulated": "1 if a program answered",
            "visits": "visits whose votes count",
            "answers": "rows in votes.csv",
            "votes": "those of kind vote",
            "traps": "those of kind trap",
            "traps_right": "traps answered rightly",
        },
    ),
    "study.json": (
        "The study: when it ran, how many visits ended how, and the rules, which were fixed for "
        "good when it opened.",
        {
            "format": "the name of this layout",
            "study": "its name, title, state and times",
            "votes": "how many, of how many raters, and their digest",
            "visits": "how many ended how; used are those whose votes are here",
            "conditions_without_votes": "conditions nobody was asked about yet, left out here",
            "codecs": "the codecs by name, with label and version",
            "rules": "the rules of a visit; shares are from 0 to 1, away_limit_s is in seconds",
            "checks": "the rules of each check that raters had to pass",
            "in_words": "the same for people",
        },
    ),
    "SHA256SUMS": ("The SHA-256 of every other file: sha256sum -c SHA256SUMS", {}),
}
WHO = (
    "Nobody is named: no address, no panel's name of a person or a visit, nothing of what the "
    "checks found of anybody's eyes or screen."
)
MARK = "SIMULATED VOTES: at least some of these answers come from a program, not from people."


def write_readme(*, study: Study, votes: Votes, command: str, folder: Path) -> None:
    """Write README.txt; of a table that the folder lacks only that it is missing."""
    lines = [f"{study.title}", "", *([MARK, ""] if votes.any_simulated else [])]
    lines += [*wrap(f"The votes that count in the study {study.slug!r} of evalsite. {WHO}"), ""]
    lines += ["To rate them, where manage.py of evalsite is, with this folder beside it:", ""]
    lines += [f"    {command}", ""]
    lines += wrap(
        "It needs neither the site nor its database. fit.json of the report it writes then has "
        "this digest of the votes (SHA-256 of who answered what) as votes_sha256:"
    )
    lines += ["", f"    {votes.digest()}"]
    for name in FILES:
        there = name != "metrics.csv" or (folder / name).exists()
        lines += ["", "", *describe_file(name, there=there)]
    (folder / "README.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")


def describe_file(name: str, *, there: bool) -> Iterator[str]:
    what, parts = FILES[name]
    yield name
    yield from wrap(what if there else "Not here: nothing was measured.", indent="  ")
    for part, meaning in parts.items() if there else ():
        yield from wrap(f"{part}: {meaning}", indent="    ")


def wrap(text: str, indent: str = "") -> list[str]:
    hanging = f"{indent}  " if indent else ""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=hanging)
