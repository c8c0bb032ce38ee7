"""An open study of real size, and raters past screening, written straight into the database.

Everybody here is marked as simulated: no person ever answered any of it.
"""

from __future__ import annotations

import itertools
import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as BrowserSession
from django.utils.timezone import now

from bench.serve.page import Visit
from evalsite.studies.models import (
    Codec,
    Condition,
    Crop,
    Recruitment,
    Session,
    Showing,
    Source,
    Stimulus,
    Study,
)
from evalsite.studies.rules.opening import frozen_screening
from evalsite.testing import ready_and_open
from raters.models import Channel, ConsentText, Rater, ScreeningAttempt

SIDE_PX = 768
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Size:
    """How much a study has to show."""

    codecs: int
    rates: int
    sources: int


PAPER = Size(codecs=15, rates=8, sources=30)
SMALL = Size(codecs=3, rates=2, sources=4)


def make_study(size: Size = PAPER) -> Study:
    """Open, with every condition of every source; files are not there, nobody loads them."""
    study = Study.objects.create(
        slug="bench",
        title="Bench (simulated)",
        owner=get_user_model().objects.create_user("bench"),
        consent_text=ConsentText.objects.create(version="bench", body="Simulated."),
        raters_wanted=1_000_000,
        # No time-out: a benchmark with a million stored votes may be slow to begin.
        away_limit=timedelta(days=30),
    )
    channel = Channel.objects.create(name="bench", kind=Channel.Kind.SIMULATED)
    Recruitment.objects.create(study=study, channel=channel)
    add_stimuli(add_crops(study, size.sources), add_conditions(study, size))
    ready_and_open(study)
    return study


def add_crops(study: Study, how_many: int) -> list[Crop]:
    sources = Source.objects.bulk_create(
        Source(
            study=study,
            name=f"s{number:02}",
            width_px=SIDE_PX,
            height_px=SIDE_PX,
            pixel_digest=f"{number:064x}",
        )
        for number in range(how_many)
    )
    size = {"x_px": 0, "y_px": 0, "width_px": SIDE_PX, "height_px": SIDE_PX}
    return Crop.objects.bulk_create(
        Crop(source=source, index=0, file_code=uuid.uuid4(), **size) for source in sources
    )


def add_conditions(study: Study, size: Size) -> list[Condition]:
    codecs = Codec.objects.bulk_create(
        Codec(study=study, name=f"c{number:02}", label=f"Codec {number}", position=number)
        for number in range(size.codecs)
    )
    rated = [
        Condition(study=study, name=f"{codec.name} {step}", codec=codec, target_bpp=0.1 * 1.5**step)
        for codec, step in itertools.product(codecs, range(size.rates))
    ]
    controls = [
        Condition(study=study, name=role, role=role)
        for role in (Condition.Role.ORIGINAL, Condition.Role.TRAP)
    ]
    return Condition.objects.bulk_create([*rated, *controls])


def add_stimuli(crops: Sequence[Crop], conditions: Sequence[Condition]) -> None:
    stimuli = Stimulus.objects.bulk_create(
        Stimulus(source=crop.source, condition=condition, bpp=condition.target_bpp)
        for crop, condition in itertools.product(crops, conditions)
    )
    crop_of = {crop.source_id: crop for crop in crops}
    Showing.objects.bulk_create(
        Showing(stimulus=stimulus, crop=crop_of[stimulus.source_id], file_code=uuid.uuid4())
        for stimulus in stimuli
    )


def make_visits(study: Study, how_many: int) -> Iterator[tuple[Session, Visit]]:
    """Sessions of raters who passed every check, each with the cookie of the browser it is in."""
    policies = frozen_screening(study)
    recruitment = study.recruitments.get()
    for begin in range(0, how_many, CHUNK):
        count = min(CHUNK, how_many - begin)
        raters = Rater.objects.bulk_create(
            Rater(channel=recruitment.channel, simulated=True) for _ in range(count)
        )
        sessions = Session.objects.bulk_create(
            Session(
                study=study,
                rater=rater,
                recruitment=recruitment,
                seed=secrets.randbits(62),
                at_work_since=now(),
            )
            for rater in raters
        )
        pass_checks(raters, policies)
        cookies = give_cookies(sessions)
        for session, cookie in zip(sessions, cookies, strict=True):
            yield session, Visit(str(session.code), cookie)


def pass_checks(raters: Sequence[Rater], policies: dict[str, dict[str, float]]) -> None:
    at = now()
    ScreeningAttempt.objects.bulk_create(
        ScreeningAttempt(
            rater=rater,
            check_name=check,
            policy=policy,
            seed=1,
            return_path="/",
            started_at=at,
            finished_at=at,
            outcome="passed",
            measured={"simulated": True},
        )
        for rater, (check, policy) in itertools.product(raters, policies.items())
    )


def give_cookies(sessions: Sequence[Session]) -> list[str]:
    """What joining leaves behind: a browser's session that holds the visit."""
    store, expires = SessionStore(), now() + timedelta(days=1)
    rows = [
        BrowserSession(
            session_key=secrets.token_hex(16),
            session_data=store.encode(
                {"rater": str(session.rater.code), "visits": [str(session.code)]}
            ),
            expire_date=expires,
        )
        for session in sessions
    ]
    BrowserSession.objects.bulk_create(rows)
    return [row.session_key for row in rows]
