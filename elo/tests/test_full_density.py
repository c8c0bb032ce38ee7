"""The compiled density of `full` is the one that PyMC states, in every shape a study may have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.linalg import null_space

from elo.core.full.model.density import log_density
from elo.core.full.model.hyper import HYPER, LOG_LAPSE_SPREAD, LOG_RISE
from elo.core.full.model.parts import Parts, make_parts
from elo.core.full.model.rows import Rows, Study, arrange_rows
from elo.core.full.model.statement import build_full_model
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import BIAS, TRAP, UNKNOWN, VOTE, Conditions, Votes

TRUTH = {"a": 1700.0, "b": 2000.0, "c": 2100.0, "d": 2300.0}
# in HYPER's order: name of PyMC's value variable
VALUES = (
    "spread_log__",
    "source_spread_log__",
    "codec_spread_log__",
    "side",
    "log_tie",
    "lapse_centre",
    "lapse_spread_log__",
    "miss_logodds__",
    "rise_log__",
    "curve_spread_log__",
)


def make_crowd_votes(**crowd: Any) -> Votes:
    return simulate_votes(
        elo=TRUTH, n_votes=250, seed=4, crowd=Crowd(raters=12, sources=5, lapse=0.2, **crowd)
    )


def with_bias_rows(votes: Votes) -> Votes:
    """Every tenth vote becomes a pair of identical pictures."""
    bias = (np.arange(len(votes)) % 10 == 0) & (votes.kind == VOTE)
    return replace(
        votes,
        kind=np.where(bias, BIAS, votes.kind).astype(np.int8),
        condition_b=np.where(bias, votes.condition_a, votes.condition_b),
    )


STUDIES = {
    "everything": lambda: with_bias_rows(make_crowd_votes(tie=0.4, trap_share=0.2, side_elo=50)),
    "codecs": lambda: with_bias_rows(make_crowd_votes(tie=0.4, trap_share=0.2, side_elo=50)),
    "codecs, one never on some source": lambda: (votes := make_crowd_votes(side_elo=50)).select(
        (votes.condition_a % 2 + votes.condition_b % 2 == 0) | (votes.source > 0)
    ),
    "codecs on curves": lambda: with_bias_rows(make_crowd_votes(tie=0.4, trap_share=0.2)),
    "curves, one codec by itself": lambda: make_crowd_votes(side_elo=50),
    "curves, one rater": lambda: replace(
        (votes := make_crowd_votes(tie=0.4)), rater=np.zeros(len(votes), dtype=np.int64)
    ),
    "identical pictures, no ties": lambda: with_bias_rows(make_crowd_votes(side_elo=50)),
    "neither ties nor traps": lambda: make_crowd_votes(side_elo=50),
    "sides unknown": lambda: replace(
        (votes := make_crowd_votes(tie=0.4)), left=np.full(len(votes), UNKNOWN, dtype=np.int8)
    ),
    "one source": lambda: replace(
        (votes := make_crowd_votes(trap_share=0.2)), source=np.zeros(len(votes), dtype=np.int64)
    ),
    "one rater": lambda: replace(
        (votes := make_crowd_votes(tie=0.4)), rater=np.zeros(len(votes), dtype=np.int64)
    ),
}


def arrange(kind: str) -> Study:
    """One of the studies; codecs are known in those that are named after them, or after curves."""
    names = (*TRUTH, "trap-clean", "trap-ruined")
    codecs = ("one", "two", "one", "two", "clean", "ruined")
    bpp = np.array([0.2, 0.3, 0.8, 0.7, np.nan, np.nan])
    if kind.startswith("curves"):
        codecs, bpp[3] = ("one", "two", "one", "one", "clean", "ruined"), 0.35
    known = Conditions(names, codecs, bpp, names) if kind.startswith(("codecs", "curves")) else None
    return arrange_rows(STUDIES[kind](), known=known, pool_rates="curves" in kind)


def draw_point(study: Study, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    rows, hyper = study.rows, rng.normal(0, 0.7, len(HYPER))
    curve = rng.normal(0, 1, rows.curve.shape[1])
    skill = rng.normal(0, 1, len(rows.level_size))[rows.level]
    if rows.has_curves:
        skill = skill + np.exp(hyper[LOG_RISE]) * rows.rise + rows.curve @ curve
    if not study.rows.has_lapse_spread:
        hyper[LOG_LAPSE_SPREAD] = 0  # the only one that bears on answers where it is held
    return {
        "hyper": hyper,
        "skill": skill - skill.mean(),
        "curve": curve,
        "shared": rng.normal(0, 0.5, len(study.shared_source)),
        "effect": rng.normal(0, 0.5, len(study.cell_source)),
        "z": rng.normal(0, 1, len(study.raters)),
    }


def call_density(study: Study, point: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    slopes = make_zeros(study)
    return log_density(study.rows, Parts(**point), slopes), slopes._asdict()


def make_zeros(study: Study) -> Parts:
    return make_parts(
        len(study.conditions),
        study.rows.curve.shape[1],
        len(study.shared_source),
        len(study.cell_source),
        len(study.raters),
    )


def zero_sum_basis(n: int) -> np.ndarray:
    """Columns: what PyMC's zero-sum skills do when one of its free values rises by 1."""
    free, norm = np.eye(n - 1), 1 / (np.sqrt(n) + n)
    return np.concatenate([free - norm, np.full((1, n - 1), -1 / np.sqrt(n))])


def free_skills(rows: Rows, point: dict[str, Any]) -> dict[str, Any]:
    """What is free of the skills in PyMC's statement."""
    if rows.has_curves:
        level = np.bincount(rows.level, point["skill"]) / rows.level_size
        return {"level": null_space(rows.level_size[None]).T @ level, "curve": point["curve"]}
    basis = zero_sum_basis(len(point["skill"]))
    return {"skill_zerosum__": np.linalg.lstsq(basis, point["skill"], rcond=None)[0]}


def free_slopes(rows: Rows, point: dict[str, Any], slopes: dict[str, Any]) -> dict[str, Any]:
    """Slopes of the density over these; of the rise too, which moves skills."""
    if not rows.has_curves:
        return {"skill_zerosum__": zero_sum_basis(len(point["skill"])).T @ slopes["skill"]}
    by_level = np.bincount(rows.level, slopes["skill"])
    rise = np.exp(point["hyper"][LOG_RISE]) * rows.rise @ slopes["skill"]
    return {
        "level": null_space(rows.level_size[None]).T @ by_level,
        "curve": slopes["curve"] + rows.curve.T @ slopes["skill"],
        "rise_log__": slopes["hyper"][LOG_RISE] + rise,
    }


def as_values(model: Any, rows: Rows, point: dict[str, Any]) -> dict[str, Any]:
    """The same point in PyMC's free values."""
    values = dict(zip(VALUES, point["hyper"], strict=True))
    values |= free_skills(rows, point)
    values |= {"codec_effect": point["shared"], "source_effect": point["effect"], "z": point["z"]}
    return {each.name: values[each.name] for each in model.value_vars}


@pytest.mark.parametrize("kind", STUDIES)
def test_density_and_gradient_are_those_of_pymc(kind: str) -> None:
    study = arrange(kind)
    model = build_full_model(study)
    # In plain Python: compiling would take longer than all the rest.
    value_of, slope_of = (
        compile_it(mode="FAST_COMPILE") for compile_it in (model.compile_logp, model.compile_dlogp)
    )
    points = [draw_point(study, seed) for seed in range(3)]
    ours = [call_density(study, point) for point in points]
    theirs = [float(value_of(as_values(model, study.rows, point))) for point in points]
    # Constants are left out of the compiled density; differences cannot hide anything else.
    np.testing.assert_allclose(
        np.diff([value for value, _ in ours]), np.diff(theirs), rtol=1e-10, atol=1e-8
    )
    for point, (_, slopes) in zip(points, ours, strict=True):
        named = dict(zip(VALUES, slopes["hyper"], strict=True))
        named |= free_slopes(study.rows, point, slopes)
        named |= {"codec_effect": slopes["shared"], "source_effect": slopes["effect"]}
        named["z"] = slopes["z"]
        expected = np.concatenate([np.atleast_1d(named[v.name]) for v in model.value_vars])
        np.testing.assert_allclose(
            slope_of(as_values(model, study.rows, point)), expected, atol=1e-8
        )


def test_traps_stand_in_nothing_but_reliability() -> None:
    votes = make_crowd_votes(tie=0.4, trap_share=0.3)
    study = arrange_rows(votes)
    assert len(study.rows.winner) + len(study.rows.tie_a) == (votes.kind == VOTE).sum()
    assert study.rows.trap_right.sum() + study.rows.trap_wrong.sum() == (votes.kind == TRAP).sum()
    assert set(study.conditions) == set(TRUTH)


def test_codecs_without_a_cell_on_a_source_share_nothing_there() -> None:
    study = arrange("codecs, one never on some source")
    assert study.grouping.codecs == ("one", "two") and study.rows.has_codecs
    codec = study.grouping.condition_codec[study.rows.cell_condition]
    cells = set(zip(study.cell_source.tolist(), codec.tolist(), strict=True))
    shared = zip(study.shared_source.tolist(), study.shared_codec.tolist(), strict=True)
    assert list(shared) == sorted(cells) and len(cells) == 9
