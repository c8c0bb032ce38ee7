"""A plan in words, in tables and as a picture. All of it says that nobody has voted."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from elo.core.planning import Plan, Prices

SIMULATED = "SIMULATED: nobody has voted. Real people may need more votes, or fewer."
PLAN_COLUMNS = ("sampler", "simulated", "votes", "sessions", "rater_hours", "money")
GROWTH_COLUMNS = ("sampler", "simulated", "votes", "half_width", "intervals_holding_truth")


def describe_plan(plan: Plan, prices: Prices) -> str:
    """One line of the printed table, or why there are no numbers."""
    if plan.votes is None:
        last = plan.growth[-1]
        return (
            f"{plan.sampler:9} not reached within {last.votes:,} votes: the half-width is still "
            f"{last.widths.half_width:.1%} there"
        )
    sessions = prices.sessions(plan.votes)
    hours, money = prices.hours(plan.votes), prices.money(plan.votes)
    return f"{plan.sampler:9} {plan.votes:>9,} {sessions:>9,} {hours:>11,.1f} {money:>12,.2f}"


def head_of_table() -> str:
    return f"{'pairs':9} {'votes':>9} {'sessions':>9} {'rater hours':>11} {'money':>12}"


def write_plans(
    *, plans: Sequence[Plan], prices: Prices, half_width: float, folder: Path
) -> list[Path]:
    """plan.csv, growth.csv and the figure as SVG, PDF and PNG."""
    # Altair is slow to load: nothing but the drawing of a finished plan pays for it.
    from elo.charts.look import Palette
    from elo.charts.plans import draw_plans
    from figures.export import write_figure

    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "plan.csv", PLAN_COLUMNS, (price_plan(plan, prices) for plan in plans))
    growth = (
        (plan.sampler, True, each.votes, each.widths.half_width, each.widths.covered)
        for plan in plans
        for each in plan.growth
    )
    write_rows(folder / "growth.csv", GROWTH_COLUMNS, growth)
    samplers = tuple(plan.sampler for plan in plans)
    palette = Palette(samplers, samplers, simulated=True)
    spec = draw_plans(plans=plans, half_width=half_width, palette=palette)
    figures = write_figure(spec=spec, folder=folder, name="figure-plan")
    return [folder / "plan.csv", folder / "growth.csv", *figures]


def price_plan(plan: Plan, prices: Prices) -> tuple[object, ...]:
    """A row of plan.csv; empty cells where the width was not reached."""
    if plan.votes is None:
        return plan.sampler, True, "", "", "", ""
    return (
        plan.sampler,
        True,
        plan.votes,
        prices.sessions(plan.votes),
        round(prices.hours(plan.votes), 2),
        round(prices.money(plan.votes), 2),
    )


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
