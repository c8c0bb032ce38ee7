"""Model `full` as PyMC states it: what `elo.core.full.model.density` computes, for a reader.

Too slow to be sampled at the size of a real study; tests hold that both are one density.
"""

from __future__ import annotations

from typing import Any

from scipy.linalg import null_space

# From there, because it sets what PyTensor must know before it is first imported.
from elo.core.bayes import pm  # type: ignore[attr-defined]
from elo.core.full.model import priors
from elo.core.full.model.rows import Rows, Study
from elo.core.types import IntArray


def build_full_model(study: Study) -> pm.Model:
    """State the model of one study; everything in logits but ``miss`` and ``lapse``."""
    rows = study.rows
    coords = {
        "condition": study.conditions,
        "rater": study.raters,
        "cell": name_pairs(study.sources, study.cell_source, study.conditions, rows.cell_condition),
        "shared": name_pairs(
            study.sources, study.shared_source, study.grouping.codecs, study.shared_codec
        ),
    }
    with pm.Model(coords=coords) as model:
        spread = pm.Gamma("spread", alpha=priors.SPREAD_SHAPE, beta=priors.SPREAD_RATE)
        if rows.has_curves:
            skill = state_curves(rows, spread)
        else:
            skill = pm.ZeroSumNormal("skill", sigma=spread, dims="condition")
        score = skill[rows.cell_condition]
        if rows.has_sources:
            score = score + state_effects(study)
        side = pm.Normal("side", 0, priors.SIDE_SD) if rows.has_sides else 0.0
        nu = (
            pm.math.exp(pm.Normal("log_tie", priors.LOG_TIE_MEAN, priors.LOG_TIE_SD))
            if rows.has_ties
            else 0.0
        )
        lapse = state_lapses(study.rows)
        add_votes(study, score, side, nu, lapse)
        add_checks(study, side, nu, lapse)
    return model


def name_pairs(
    sources: tuple[str, ...], source: IntArray, names: tuple[str, ...], place: Any
) -> list[str]:
    """Names of sources with conditions or codecs on them."""
    pairs = zip(source.tolist(), place.tolist(), strict=True)
    return [f"{sources[one]} / {names[two]}" for one, two in pairs]


def state_curves(rows: Rows, spread: Any) -> Any:
    """Levels such that all skills sum to 0, one rise, and each codec's own departures."""
    free = pm.Normal("level", 0, spread, shape=len(rows.level_size) - 1)
    level = pm.math.dot(null_space(rows.level_size[None]), free)
    rise = pm.Gamma("rise", alpha=priors.RISE_SHAPE, beta=priors.RISE_RATE)
    curve_spread = pm.Gamma("curve_spread", alpha=priors.CURVE_SHAPE, beta=priors.CURVE_RATE)
    departure = pm.Normal("curve", 0, curve_spread, shape=rows.curve.shape[1])
    on_curves = level[rows.level] + rise * rows.rise + pm.math.dot(rows.curve, departure)
    return pm.Deterministic("skill", on_curves, dims="condition")


def state_effects(study: Study) -> Any:
    """On each source a condition is better or worse by itself, and with its codec's other rates."""
    rows, centre = study.rows, 0.0
    if rows.has_codecs:
        codec_spread = pm.Gamma("codec_spread", alpha=priors.CODEC_SHAPE, beta=priors.CODEC_RATE)
        shared = pm.Normal("codec_effect", 0, codec_spread, dims="shared")
        centre = shared[rows.cell_shared]
    source_spread = pm.Gamma("source_spread", alpha=priors.SOURCE_SHAPE, beta=priors.SOURCE_RATE)
    return pm.Normal("source_effect", centre, source_spread, dims="cell")


def state_lapses(rows: Rows) -> Any:
    """How often each rater answers at random: a few may do so very often."""
    centre = pm.Normal("lapse_centre", priors.CENTRE_MEAN, priors.CENTRE_SD)
    spread = 1.0
    if rows.has_lapse_spread:
        spread = pm.Gamma("lapse_spread", alpha=priors.LAPSE_SHAPE, beta=priors.LAPSE_RATE)
    z = pm.Normal("z", 0, 1, dims="rater")
    skewed = (pm.math.exp(priors.LAPSE_SKEW * z) - 1) / priors.LAPSE_SKEW
    return pm.Deterministic("lapse", pm.math.sigmoid(centre + spread * skewed), dims="rater")


def add_votes(study: Study, score: Any, side: Any, nu: Any, lapse: Any) -> None:
    """Davidson's model with a side, seen through random answers."""
    rows = study.rows
    choices = 3 if rows.has_ties else 2
    gap = score[rows.winner] - score[rows.loser] + side * rows.winner_side
    wins = 1 / (1 + pm.math.exp(-gap) + nu * pm.math.exp(-gap / 2))
    chance = (1 - lapse[rows.rater]) * wins + lapse[rows.rater] / choices
    pm.Potential("decided", pm.math.sum(pm.math.log(chance)))
    if not rows.has_ties:
        return
    gap = score[rows.tie_a] - score[rows.tie_b] + side * rows.tie_side
    ties = nu / (pm.math.exp(gap / 2) + pm.math.exp(-gap / 2) + nu)
    chance = (1 - lapse[rows.tie_rater]) * ties + lapse[rows.tie_rater] / choices
    pm.Potential("ties", pm.math.sum(pm.math.log(chance)))


def add_checks(study: Study, side: Any, nu: Any, lapse: Any) -> None:
    """Traps, by right and wrong answers; identical pairs, by the side of decided answers."""
    rows = study.rows
    choices = 3 if rows.has_ties else 2
    if rows.has_traps:
        miss = pm.Beta("miss", priors.MISS_A, priors.MISS_B)
        right = (1 - lapse) * (1 - miss) + lapse / choices
        passed = rows.trap_right * pm.math.log(right) + rows.trap_wrong * pm.math.log(1 - right)
        pm.Potential("traps", pm.math.sum(passed))
    if rows.has_sides:
        meant = (1 - lapse) * 2 / (2 + nu)  # equal pictures tie with a chance of nu/(2 + nu)
        random = 2 * lapse / choices
        left = (meant * pm.math.sigmoid(side) + random / 2) / (meant + random)
        chosen = rows.bias_left * pm.math.log(left) + rows.bias_right * pm.math.log(1 - left)
        pm.Potential("identical", pm.math.sum(chosen))
