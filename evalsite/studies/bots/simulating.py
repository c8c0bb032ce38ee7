"""Bots with known truth answer a study. What they leave is marked as simulated for ever."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from evalsite.studies.models import (
    Condition,
    PooledPair,
    Recruitment,
    Session,
    Stimulus,
    Study,
    Trial,
)
from evalsite.studies.pool.refreshing import refresh_study
from evalsite.studies.rules.opening import check_policy
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.finishing import finish_when_done
from raters.consent import record_consent
from raters.models import Channel, Rater
from raters.policies import CHECKS
from raters.recruiting import join_rater
from raters.screening import record_simulated_attempt

ELO_PER_DOUBLING = 260.0  # true gain of a codec whose rate doubles
ELO_PER_POSITION = 140.0  # each codec of the study is this much better than the one before it
ORIGINAL_ELO = 2900.0
TRAP_ELO = 600.0
SOURCE_SPREAD_ELO = 60.0  # the same condition is better or worse on different pictures
REFRESH_EVERY = 500  # answers between two plans: bots do not wait for a worker


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of bot: how often it answers at random, and the check it fails, if any."""

    name: str
    share: float
    lapse: float
    fails: str = ""


PERSONAS = (
    Persona("attentive", 0.74, 0.02),
    Persona("tired", 0.10, 0.15),
    Persona("guesser", 0.04, 1.0),
    Persona("declines", 0.02, 0.0, "consent"),
    Persona("poor screen", 0.02, 0.0, "device"),
    Persona("colour-deficient", 0.05, 0.0, "colour"),
    Persona("hasty", 0.03, 0.0, "artefact"),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """True Elo of every condition; of every stimulus, the condition's plus the source's whim."""

    condition_elo: dict[int, float]
    stimulus_elo: dict[int, float]


def make_truth(study: Study, seed: int) -> Truth:
    rng = np.random.default_rng([seed, 1])
    conditions: dict[int, float] = {}
    stimuli: dict[int, float] = {}
    rows = Stimulus.objects.filter(condition__study=study).select_related("condition__codec")
    for stimulus in rows.order_by("pk"):
        condition = stimulus.condition
        elo = conditions.setdefault(condition.pk, true_elo(condition, stimulus.bpp))
        stimuli[stimulus.pk] = elo + float(rng.normal(0, SOURCE_SPREAD_ELO))
    return Truth(conditions, stimuli)


def true_elo(condition: Condition, bpp: float | None) -> float:
    if condition.role == Condition.Role.ORIGINAL:
        return ORIGINAL_ELO
    if condition.role == Condition.Role.TRAP or condition.codec is None:
        return TRAP_ELO
    rate_bpp = condition.target_bpp or bpp or 0.1
    better = ELO_PER_POSITION * condition.codec.position
    return 1700 + better + ELO_PER_DOUBLING * math.log2(rate_bpp / 0.1)


def simulate_votes(
    *,
    study: Study,
    raters: int,
    votes: int | None,
    seed: int,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Send bots through the study until none is left or `votes` are given; returns the votes."""
    rng = np.random.default_rng(seed)
    recruitment = simulated_recruitment(study)
    truth = make_truth(study, seed)
    given = planned_at = 0
    for number in range(raters):
        persona = PERSONAS[rng.choice(len(PERSONAS), p=[p.share for p in PERSONAS])]
        left = None if votes is None else votes - given
        if left == 0:
            break
        if given - planned_at >= REFRESH_EVERY or lacks_pairs(study):
            refresh_study(study)
            planned_at = given
        with transaction.atomic():
            given += visit_study(study, recruitment, persona, truth, left, rng)
        on_progress(number + 1, raters)
    return given


def lacks_pairs(study: Study) -> bool:
    """Whether the pool could not serve one more session to its end."""
    return PooledPair.objects.filter(study=study).count() < study.trials_per_session


def simulated_recruitment(study: Study) -> Recruitment:
    channel, _ = Channel.objects.get_or_create(
        name="simulated", owner=None, defaults={"kind": Channel.Kind.SIMULATED}
    )
    return Recruitment.objects.get_or_create(study=study, channel=channel)[0]


def visit_study(
    study: Study,
    recruitment: Recruitment,
    persona: Persona,
    truth: Truth,
    most: int | None,
    rng: np.random.Generator,
) -> int:
    session = join(study, recruitment, persona, rng)
    if not pass_checks(session, persona):
        return 0
    given = 0
    while trials := unanswered_trials(session):
        for trial in trials:
            if most is not None and given >= most:
                return given
            answer(trial, persona, truth, rng)
            given += trial.kind != Trial.Kind.TRAINING
    finish_when_done(session)
    return given


def join(
    study: Study, recruitment: Recruitment, persona: Persona, rng: np.random.Generator
) -> Session:
    rater: Rater = join_rater(
        channel=recruitment.channel, external_id=secrets.token_hex(8), simulated=True
    )
    session = Session.objects.create(
        study=study, recruitment=recruitment, rater=rater, seed=int(rng.integers(2**62))
    )
    agreed = persona.fails != "consent"
    record_consent(
        rater=rater, text=study.consent_text, agreed=agreed, purpose=session.consent_purpose
    )
    if not agreed:
        session.finish(Session.Outcome.NO_CONSENT)
    return session


def pass_checks(session: Session, persona: Persona) -> bool:
    if session.finished_at is not None:
        return False
    for check in CHECKS:
        attempt = record_simulated_attempt(
            rater=session.rater,
            check=check,
            passed=persona.fails != check,
            policy=check_policy(session.study, check),
        )
        if attempt.outcome != "passed":
            session.finish(attempt.outcome)
            return False
    return True


def answer(trial: Trial, persona: Persona, truth: Truth, rng: np.random.Generator) -> None:
    choices = ["a", "b", "tie"] if trial.study.allow_ties else ["a", "b"]
    if rng.random() < persona.lapse:
        choice = choices[int(rng.integers(len(choices)))]
    else:
        choice = choose(trial, truth, rng)
    response_ms = int(rng.lognormal(math.log(4500), 0.5))
    seen = Seen(
        response_ms=response_ms,
        time_a_ms=response_ms // 2,
        time_b_ms=response_ms - response_ms // 2,
        flips=int(rng.poisson(3)) + 1,
        viewport_width_px=1920,
        viewport_height_px=970,
        device_pixel_ratio=1.0,
    )
    record_vote(trial=trial, choice=choice, seen=seen, simulated=True)


def choose(trial: Trial, truth: Truth, rng: np.random.Generator) -> str:
    """Davidson's model: a tie is as likely as the strengths are alike."""
    gap = truth.stimulus_elo[trial.stimulus_a_id] - truth.stimulus_elo[trial.stimulus_b_id]
    a = 10 ** (gap / 400)
    tie = 0.35 * math.sqrt(a) if trial.study.allow_ties else 0.0
    shares = np.array([a, 1.0, tie]) / (a + 1.0 + tie)
    return ("a", "b", "tie")[int(rng.choice(3, p=shares))]
