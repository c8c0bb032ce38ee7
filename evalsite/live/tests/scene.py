"""Studies with conditions, votes and fits written straight into the database.

Made up, not measured: for tests and pictures of the page. No picture file is behind a stimulus.
"""

from __future__ import annotations

import itertools
import math
import uuid
from datetime import datetime, timedelta

import numpy as np
from django.utils.timezone import now

from evalsite.live.forms import Asked
from evalsite.live.state import Live
from evalsite.studies.models import (
    Codec,
    Condition,
    Crop,
    Refresh,
    Session,
    Source,
    Stimulus,
    Study,
    Trial,
    Vote,
)
from evalsite.testing import make_session, make_study, vote_fields
from raters.models import Rater

NAMES = ("pico", "vvc", "av1", "jxl", "heic", "webp", "jpeg", "bpg", "avm", "j2k")


def look(study: Study, **asked) -> Live:
    """What the panels are drawn from."""
    return Live(study, Asked(**asked))


def make_live_study(*, codecs: int = 2, rates: int = 3, hours: float = 2.0, **kwargs) -> Study:
    """A study that has been open for some hours."""
    study = make_study(**kwargs)
    add_conditions(study, codecs, rates)
    study.opened_at, study.state = now() - timedelta(hours=hours), Study.State.OPEN
    study.save()
    return study


def add_conditions(study: Study, codecs: int, rates: int) -> None:
    source = Source.objects.create(
        study=study, name="s", width_px=96, height_px=96, pixel_digest="0"
    )
    Crop.objects.create(
        source=source, index=0, x_px=0, y_px=0, width_px=96, height_px=96, file_code=uuid.uuid4()
    )
    for position in range(codecs):
        name = NAMES[position] if position < len(NAMES) else f"codec{position}"
        codec = Codec.objects.create(study=study, name=name, label=name.upper(), position=position)
        for number in range(rates):
            bpp = round(0.1 * 2 ** (number * 4 / max(1, rates)), 4)
            condition = Condition.objects.create(
                study=study, name=f"{name} {bpp}", codec=codec, target_bpp=bpp
            )
            Stimulus.objects.create(source=source, condition=condition, bpp=bpp * 1.02)


def add_votes(
    session: Session,
    count: int,
    *,
    at: datetime | None = None,
    kind: str = "vote",
    choice: str = "a",
    chosen: str = "",
    every_s: float = 0.0,
) -> list[Vote]:
    """Votes of one kind on one pair; those of traps expect "a", repeats repeat an answer "a"."""
    trials = add_trials(session, count, kind, chosen)
    begun = at or now() - timedelta(minutes=5)
    return Vote.objects.bulk_create(
        Vote(
            trial=trial,
            presentation="flip_with_reference",
            simulated=session.rater.simulated,
            arrived_at=begun + timedelta(seconds=number * every_s),
            **vote_fields(choice=choice),
        )
        for number, trial in enumerate(trials)
    )


def add_trials(session: Session, count: int, kind: str, chosen: str) -> list[Trial]:
    first, second = Stimulus.objects.filter(source__study=session.study).order_by("pk")[:2]
    crop = Crop.objects.get(source__study=session.study)
    repeated = add_votes(session, 1)[0].trial if kind == "repeat" else None
    begin = session.trials.count()
    return Trial.objects.bulk_create(
        Trial(
            study=session.study,
            session=session,
            position=begin + number,
            kind=kind,
            crop=crop,
            stimulus_a=first,
            stimulus_b=first if kind == "bias" else second,
            file_a=uuid.uuid4(),
            file_b=uuid.uuid4(),
            expected="a" if kind == "trap" else "",
            chosen=(chosen or "uniform") if kind == "vote" else "",
            repeats=repeated,
        )
        for number in range(count)
    )


def make_simulated(study: Study, **kwargs) -> Session:
    session = make_session(study, screened=False, **kwargs)
    Rater.objects.filter(pk=session.rater.pk).update(simulated=True)
    session.rater.refresh_from_db()
    return session


def make_refresh(
    study: Study, votes: int, *, ago: timedelta = timedelta(0), seed: int = 0, **kwargs
) -> Refresh:
    """A fit as the worker leaves it: errors fall with the square root of the votes."""
    rng = np.random.default_rng([seed, votes])
    conditions = list(Condition.objects.filter(study=study, role="rated").order_by("pk"))
    codecs = list(study.codecs.all())
    error = 900 / math.sqrt(votes)
    pairs = list(itertools.combinations([condition.pk for condition in conditions], 2))
    counts = rng.multinomial(votes, rng.dirichlet(np.ones(len(pairs)) * 0.6)).tolist()
    kwargs.setdefault("took_ms", 2400)
    kwargs.setdefault("coverage", [[a, b, n] for (a, b), n in zip(pairs, counts, strict=True) if n])
    kwargs.setdefault("elo", [score(each, codecs, error, rng) for each in conditions])
    kwargs.setdefault("savings", list_savings(codecs, error, rng))
    kwargs.setdefault("about", codecs[0] if codecs else None)
    return Refresh.objects.create(study=study, votes=votes, made_at=now() - ago, **kwargs)


def score(condition: Condition, codecs: list[Codec], error: float, rng) -> list[float]:
    rank = next(codec.position for codec in codecs if codec.pk == condition.codec_id)
    elo = 260 * math.log2(condition.target_bpp / 0.2) - 70 * rank
    return [condition.pk, elo + float(rng.normal(0, error)), error]


def list_savings(codecs: list[Codec], error: float, rng) -> list[list[float]]:
    """Of every ordered pair."""
    found = []
    for test, anchor in itertools.permutations(codecs, 2):
        middle = 1 - 2 ** (-0.27 * (anchor.position - test.position))
        half = error / 260 * (1 + 0.1 * anchor.position) * float(rng.lognormal(0, 0.06))
        found.append([test.pk, anchor.pk, middle, middle - half, middle + half])
    return found
