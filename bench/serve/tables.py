"""The figures as Markdown, on the screen and in docs/serving.md."""

from __future__ import annotations

from collections.abc import Sequence

from bench.pages import DOCS
from bench.serve.stages import Stage, quantile

HEAD = (
    "| votes/s meant | votes/s reached | raters | vote p50, ms | p95 | p99 | max | block p50, ms "
    "| p99 | server, cores | database | load | CPU a vote, ms | |"
)
PAGE = DOCS / "serving.md"


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
