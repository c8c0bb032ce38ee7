"""The picture of a plan: every sampler's line, the wanted width, the votes that reach it."""

from __future__ import annotations

import json

from elo.charts.look import Palette
from elo.charts.plans import draw_plans
from elo.core.planning import Plan
from elo.core.sampling import Growth
from elo.core.widths import Widths
from figures.export import svg_of


def make_plan(sampler: str, votes: int | None) -> Plan:
    widths = [Widths(0.4 / 2**step, 0.95, 0, 3) for step in range(4)]
    growth = (Growth(100 * 4**step, 0.1, each) for step, each in enumerate(widths))
    return Plan(sampler, tuple(growth), votes)


def draw(*plans: Plan) -> dict:
    names = tuple(plan.sampler for plan in plans)
    palette = Palette(names, names, simulated=True)
    return draw_plans(plans=plans, half_width=0.06, palette=palette)


def test_it_writes_the_votes_where_the_width_is_met_and_none_where_it_is_not() -> None:
    svg = svg_of(draw(make_plan("random", None), make_plan("active", 5_432)))
    assert "active: 5,432 votes" in svg and "random: " not in svg
    assert "wanted: 6.0" in svg and "SIMULATED VOTES" in svg


def test_no_plan_may_reach_the_width() -> None:
    spec = draw(make_plan("random", None))
    assert "votes" in json.dumps(spec) and svg_of(spec).startswith("<svg")
