"""The figures as Markdown, on the screen and in docs/serving.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.serve.stages import Stage, quantile

HEAD = (
    "| votes/s meant | votes/s reached | raters | vote p50, ms | p95 | p99 | max | block p50, ms "
    "| p99 | server, cores | database | load | CPU a vote, ms | |"
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "serving.md"


def stage_table(stages: Sequence[Stage]) -> list[str]:
    return [HEAD, "|" + " ---: |" * 13 + " --- |", *map(stage_row, stages)]


def stage_row(stage: Stage) -> str:
    votes = " | ".join(f"{stage.vote_ms(share):.1f}" for share in (0.5, 0.95, 0.99, 1.0))
    blocks = " | ".join(f"{quantile(stage.blocks_ms, share):.1f}" for share in (0.5, 0.99))
    spent = stage.spent
    cores = f"{spent.server:.2f} | {spent.database:.2f} | {spent.generator:.2f}"
    cpu_ms = 1000 * (spent.server + spent.database + spent.generator) / (stage.reached or 1)
    told = stage.gave_way and f"gave way: {stage.gave_way}"
    return (
        f"| {stage.rate:.0f} | {stage.reached:.1f} | {stage.raters} | {votes} | {blocks} "
        f"| {cores} | {cpu_ms:.1f} | {'; '.join(filter(None, (stage.label, told)))} |"
    )


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


def write_section(name: str, lines: Sequence[str], page: Path = PAGE) -> None:
    """Replace what stands between the two marks of that name."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = page.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit(f"{page.name} needs the marks {begin} and {end}, once each")
    before, after = text.split(begin)[0], text.split(end)[1]
    page.write_text("\n".join([before + begin, *lines, end + after]), encoding="utf-8")
