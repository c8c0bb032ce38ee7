"""Bots visit a study by HTTP, as browsers would; their answers are marked as simulated for ever."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from evalsite.studies.bots.simulating import simulated_recruitment
from evalsite.studies.models import Session, Study
from evalsite.studies.visits.passes import draw_join_path
from raters.bots.browser import Browser
from raters.bots.person import Person
from raters.bots.personas import PERSONAS


def has_people(study: Study) -> bool:
    return study.sessions.filter(rater__simulated=False).exists()


def send_bots(
    *,
    study: Study,
    personas: Sequence[str],
    each: int,
    address: str,
    seed: int,
    on_end: Callable[[str, str], None] = lambda persona, outcome: None,
) -> dict[str, Counter[str]]:
    """Send `each` bots of every persona, one after the other; counts outcomes by persona."""
    recruitment = simulated_recruitment(study)
    counts: dict[str, Counter[str]] = {name: Counter() for name in personas}
    for rank, persona in enumerate(personas):
        for number in range(each):
            name = f"{persona}-{number}-{secrets.token_hex(4)}"
            rng = np.random.default_rng([seed, rank, number])
            person = Person(PERSONAS[persona], Browser(address), rng)
            person.visit(draw_join_path(study, name))
            session = Session.objects.get(recruitment=recruitment, rater__external_id=name)
            counts[persona][session.outcome] += 1
            on_end(persona, session.outcome)
    return counts
