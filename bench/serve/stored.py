"""Trials and votes of the past: written by the database itself, from drawn pairs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

from evalsite.studies.models import Condition, Session, Showing, Study, Trial, Vote

PAIRS = 5003  # drawn pairs of each kind, taken in turn; a prime, so that no session has the same
NEW_CODE = {
    "postgresql": "gen_random_uuid()",
    "sqlite": "lower(hex(randomblob(16)))",
}
# Of the twenty positions of a stretch: two traps and one pair of identical pictures.
KINDS = {4: Trial.Kind.TRAP, 13: Trial.Kind.TRAP, 7: Trial.Kind.BIAS}
# session, positions planned, positions of those answered; practice is counted from -3
Progress = tuple[int, int, int]


def store_past(study: Study, progress: Sequence[Progress]) -> int:
    """Plan and answer the first trials of these sessions; returns how many answers there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        fill_table(cursor, "past_visit", ("session", "planned", "answered"), progress)
        last = max(planned for _, planned, _ in progress)
        fill_table(cursor, "past_place", ("position", "kind"), list(list_places(last)))
        columns = ("kind", "number", "crop", "a", "b", "file_a", "file_b", "expected")
        fill_table(cursor, "past_pair", columns, list(draw_pairs(study)))
        cursor.execute(*insert_trials(study))
        cursor.execute(*insert_votes(study))
        for table in ("past_visit", "past_place", "past_pair"):
            cursor.execute(f"DROP TABLE {table}")
    return sum(answered + 3 for _, _, answered in progress)


def fill_table(cursor: Any, name: str, columns: Sequence[str], rows: Sequence[Any]) -> None:
    types = ["text" if isinstance(value, str) else "bigint" for value in rows[0]]
    described = ", ".join(f"{column} {kind}" for column, kind in zip(columns, types, strict=True))
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({described})")
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)


def list_places(last: int) -> Iterator[tuple[int, str]]:
    for position in range(-3, last):
        kind = KINDS.get(position % 20, Trial.Kind.VOTE)
        yield position, str(Trial.Kind.TRAINING if position < 0 else kind)


def draw_pairs(study: Study) -> Iterator[tuple[Any, ...]]:
    """(kind, number, crop, stimulus A and B, their files, what is right)."""
    rng = random.Random(1)
    rated, trap, original = (
        {
            crop: [row for row in showings(study, role) if row[0] == crop]
            for crop in {row[0] for row in showings(study, role)}
        }
        for role in (Condition.Role.RATED, Condition.Role.TRAP, Condition.Role.ORIGINAL)
    )
    for kind in (Trial.Kind.VOTE, Trial.Kind.TRAP, Trial.Kind.BIAS, Trial.Kind.TRAINING):
        for number in range(PAIRS):
            crop = rng.choice(list(rated))
            known = kind in {Trial.Kind.TRAP, Trial.Kind.TRAINING}
            pair = [original[crop][0], trap[crop][0]] if known else rng.sample(rated[crop], 2)
            a, b = (pair[0], pair[0]) if kind == Trial.Kind.BIAS else pair
            right = "a" if known else ""
            yield str(kind), number, crop, a[1], b[1], plain(a[2]), plain(b[2]), right


def showings(study: Study, role: str) -> list[tuple[int, int, Any]]:
    found = Showing.objects.filter(crop__source__study=study, stimulus__condition__role=role)
    return list(found.order_by("id").values_list("crop", "stimulus", "file_code"))


def plain(code: Any) -> str:
    return str(code) if connection.vendor == "postgresql" else str(code.hex)


def insert_trials(study: Study) -> tuple[str, list[Any]]:
    uuid_type = "::uuid" if connection.vendor == "postgresql" else ""
    given = {
        "code": NEW_CODE[connection.vendor],
        "session_id": "v.session",
        "position": "n.position",
        "kind": "n.kind",
        "crop_id": "p.crop",
        "stimulus_a_id": "p.a",
        "stimulus_b_id": "p.b",
        "file_a": f"p.file_a{uuid_type}",
        "file_b": f"p.file_b{uuid_type}",
        "expected": "p.expected",
        "chosen": f"CASE n.kind WHEN 'vote' THEN '{Trial.Chosen.UNIFORM}' ELSE '' END",
        "planned_at": "CURRENT_TIMESTAMP",
        "study_id": str(study.pk),
    }
    columns, values, constants = complete(Trial, given)
    sql = f"""
        INSERT INTO {Trial._meta.db_table} ({columns}) SELECT {values}
        FROM past_visit v
        JOIN past_place n ON n.position < v.planned
        JOIN past_pair p ON p.kind = n.kind
         AND p.number = (v.session * 73 + n.position + 3) %% {PAIRS}
        ORDER BY v.session, n.position
    """
    return sql, constants


def insert_votes(study: Study) -> tuple[str, list[Any]]:
    given = {
        "trial_id": "t.id",
        "choice": "CASE (t.id * 7919) %% 5 WHEN 0 THEN 'tie' WHEN 1 THEN 'b' WHEN 2 THEN 'b' "
        "ELSE 'a' END",
        "response_ms": "3000",
        "arrived_at": "CURRENT_TIMESTAMP",
        "presentation": f"'{study.presentation}'",
        "simulated": "TRUE",
    }
    columns, values, constants = complete(Vote, given)
    sql = f"""
        INSERT INTO {Vote._meta.db_table} ({columns}) SELECT {values}
        FROM {Trial._meta.db_table} t JOIN past_visit v ON v.session = t.session_id
        WHERE t.position < v.answered
    """
    return sql, constants


def complete(model: type[models.Model], given: Mapping[str, str]) -> tuple[str, str, list[Any]]:
    """Columns, their expressions and the constants among these: the rest has its default."""
    rest = [
        field
        for field in model._meta.concrete_fields
        if field.column not in given and not field.primary_key
    ]
    columns = [*given, *(field.column for field in rest)]
    expressions = [*given.values(), *("%s" for _ in rest)]
    constants = [
        field.get_db_prep_save(field.get_default(), connection=connection) for field in rest
    ]
    return ", ".join(columns), ", ".join(expressions), constants


def end_sessions(sessions: models.QuerySet[Session]) -> None:
    """Completed and used, as if each had ended by itself."""
    sessions.update(
        outcome=Session.Outcome.COMPLETED,
        finished_at=models.F("started_at"),
        accepted=True,
        used=True,
    )
