"""A crowd of raters written straight into the database, for tests and pictures of the page.

It is drawn, not measured: thresholds, plates and votes follow made-up chances.
"""

from __future__ import annotations

import math
import secrets
from datetime import datetime, timedelta

import numpy as np
from django.utils.timezone import now

from evalsite.studies.bots.simulating import simulated_recruitment
from evalsite.studies.models import Recruitment, Session, Study, Trial, Vote
from evalsite.studies.rules.opening import check_policy
from evalsite.studies.trials.planning import own_trials, plan_block, unanswered_trials
from evalsite.studies.watching.watch import Watch
from evalsite.testing import vote_fields
from raters.checks.psi import chance_right, learn, threshold_mean, threshold_sd
from raters.models import ArtefactItem, Rater, ScreeningAnswer, ScreeningAttempt
from raters.policies import CHECKS, freeze_policy
from raters.testing import MEASURED

ITEMS = 18
LINES = [(line, chroma) for line in ("deutan", "protan") for chroma in ("strong", "weak")]
PLATES = [
    ("control", "light", "strong", False),
    ("practice", "light", "strong", False),
    *[("scored", line, chroma, False) for line, chroma in LINES * 2],
    ("scored", "deutan", "strong", True),
    ("scored", "protan", "strong", True),
    *[("tritan", "tritan", "strong", False)] * 2,
]
TYPICAL_S = {"device": 40, "colour": 95, "artefact": 210}
FATES = (
    ("no_consent", 0.03),
    ("study_full", 0.01),
    ("device", 0.05),
    ("screened_out_colour", 0.06),
    ("screened_out_artefact", 0.06),
    ("timed_out", 0.05),
    ("withdrawn", 0.02),
    ("", 0.02),
    ("failed_attention", 0.04),
    ("completed", 0.66),
)


class Crowd:
    """Makes raters of one study, each with a fate and a threshold."""

    def __init__(self, study: Study, *, seed: int, simulated: bool = False, votes: int = 0) -> None:
        self.study, self.simulated, self.votes = study, simulated, votes
        self.rng = np.random.default_rng(seed)
        self.bank = list(ArtefactItem.objects.filter(practice=False))
        self.answers: list[ScreeningAnswer] = []
        self.given: list[Vote] = []

    def come(self, count: int) -> list[Session]:
        names, shares = zip(*FATES, strict=True)
        sessions = [self.make(str(self.rng.choice(names, p=shares))) for _ in range(count)]
        ScreeningAnswer.objects.bulk_create(self.answers)
        Vote.objects.bulk_create(self.given)
        return sessions

    def recruitment(self) -> Recruitment:
        if self.simulated:
            return simulated_recruitment(self.study)
        return self.study.recruitments.exclude(channel__kind="simulated").first()

    def make(self, fate: str) -> Session:
        recruitment = self.recruitment()
        rater = Rater.objects.create(channel=recruitment.channel, simulated=self.simulated)
        began = now() - timedelta(minutes=float(self.rng.uniform(60, 3000)))
        session = Session.objects.create(
            study=self.study,
            rater=rater,
            recruitment=recruitment,
            seed=secrets.randbits(62),
            started_at=began,
            last_seen_at=began,
        )
        at = self.take_checks(session, fate, began)
        used = fate == "completed" and self.rng.random() < 0.9
        if self.votes and fate in {"completed", "failed_attention"}:
            self.vote(session, at, careful=0.97 if used else 0.8)
        session.used = used if fate in {"completed", "failed_attention"} else None
        session.accepted = None if session.used is None else fate == "completed"
        session.finish(fate) if fate else session.save()
        return session

    def take_checks(self, session: Session, fate: str, at: datetime) -> datetime:
        stop = {"device": 0, "screened_out_colour": 1, "screened_out_artefact": 2}.get(fate, 3)
        if fate in {"no_consent", "study_full"}:
            return at
        if fate in {"timed_out", "withdrawn", ""}:
            stop = int(self.rng.integers(0, 4))
        for number, check in enumerate(CHECKS):
            if number > stop:
                break
            failing = number == stop and fate in {"device", f"screened_out_{check}"}
            if number == stop and not failing:
                break
            at = self.take(session, check, failing, at)
        return at

    def take(self, session: Session, check: str, failing: bool, at: datetime) -> datetime:
        spent_s = float(self.rng.lognormal(math.log(TYPICAL_S[check]), 0.35))
        ended = at + timedelta(seconds=spent_s)
        attempt = ScreeningAttempt.objects.create(
            rater=session.rater,
            check_name=check,
            policy=freeze_policy(check, check_policy(self.study, check)),
            seed=1,
            return_path="/",
            finished_at=ended,
            outcome="passed" if not failing else CHECKS[check].failed,
        )
        make = {"device": self.measure, "colour": self.read, "artefact": self.see}[check]
        attempt.measured = make(attempt, failing)
        attempt.started_at = at  # set by the database's clock when it was created
        attempt.save()
        return ended

    def measure(self, attempt: ScreeningAttempt, failing: bool) -> dict:
        width, unread = (1100, {}) if self.rng.random() < 0.7 else (1920, {"unread": "dark"})
        return MEASURED | ({"screen_width_px": width} | unread if failing else {"patches": 2})

    def read(self, attempt: ScreeningAttempt, failing: bool) -> dict:
        right = 0
        for position, (kind, line, chroma, hides) in enumerate(PLATES):
            easy = kind in {"control", "practice"}
            chance = 0.99 if easy else {"strong": 0.98, "weak": 0.94}[chroma]
            if failing and not easy and kind != "tritan":
                chance = 0.1 if hides else 0.3
            read = bool(self.rng.random() < chance)
            second = 5 if hides else None
            item = {"kind": kind, "line": line, "chroma": chroma, "digit": 3, "second": second}
            wrong = "5" if hides and self.rng.random() < 0.6 else "nothing"
            self.keep(attempt, position, item, "3" if read else wrong, read)
            right += read and kind == "scored"
        return {"right": right, "of": 10}

    def see(self, attempt: ScreeningAttempt, failing: bool) -> dict:
        mean = 0.95 if failing else 0.35
        threshold = float(np.clip(self.rng.normal(mean, 0.1), 0.08, 1.25))
        strengths, marks = [], []
        for position in range(ITEMS):
            entry = self.bank[int(self.rng.integers(len(self.bank)))]
            chance = chance_right(entry.strength, threshold=threshold, slope=3.0, lapse=0.02)
            right = bool(self.rng.random() < chance)
            kind = "catch" if entry.strength >= 0.8 else "scored"
            item = {"kind": kind, "item": str(entry.code), "strength": entry.strength}
            self.keep(attempt, position, item | {"original": "first"}, "first", right)
            strengths.append(entry.strength)
            marks.append(right)
        belief = learn(strengths, marks)
        return {"threshold": threshold_mean(belief), "threshold_sd": threshold_sd(belief)}

    def keep(self, attempt, position: int, item: dict, given: str, right: bool) -> None:
        self.answers.append(
            ScreeningAnswer(
                attempt=attempt,
                position=position,
                item=item,
                given=given,
                correct=right,
                response_ms=int(self.rng.lognormal(8, 0.4)),
                answered_at=now(),
            )
        )

    def vote(self, session: Session, at: datetime, *, careful: float) -> None:
        """Votes for the trials planned first; so many as asked for."""
        kept: dict[int, Vote] = {}
        while len(kept) < self.votes and (trials := plan_more(session, kept)):
            for trial in trials:
                at += timedelta(seconds=float(self.rng.lognormal(math.log(7), 0.4)))
                kept[trial.pk] = Vote(
                    trial=trial,
                    presentation=self.study.presentation,
                    arrived_at=at,
                    simulated=self.simulated,
                    **vote_fields(choice=self.choose(trial, careful)),
                )
        self.given += list(kept.values())[: self.votes]

    def choose(self, trial: Trial, careful: float) -> str:
        if trial.expected and self.rng.random() < careful:
            return trial.expected
        return str(self.rng.choice(["a", "b", "tie"], p=[0.4, 0.4, 0.2]))


def plan_more(session: Session, kept: dict[int, Vote]) -> list[Trial]:
    """The next block; votes are written in bulk at the end, so it is planned here by hand."""
    if not kept:
        return unanswered_trials(session)
    return plan_block(session, own_trials(session))


def watch_of(study) -> Watch:
    return Watch(study, simulated=False)


def finish(attempt, outcome: str, **measured) -> ScreeningAttempt:
    attempt.outcome, attempt.finished_at, attempt.measured = outcome, now(), measured
    attempt.save()
    return attempt
