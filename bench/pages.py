"""Tables of measured figures in the pages of docs/: on which machine, and where they stand."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def describe_machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {cores} cores ({read_processor()}), "
        f"Python {platform.python_version()}, load before {os.getloadavg()[0]:.1f}"
    )


def read_processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def write_section(name: str, lines: Sequence[str], page: Path) -> None:
    """Replace what stands between the two marks of that name."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = page.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit(f"{page.name} needs the marks {begin} and {end}, once each")
    before, after = text.split(begin)[0], text.split(end)[1]
    page.write_text("\n".join([before + begin, *lines, end + after]), encoding="utf-8")
