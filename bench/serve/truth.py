"""Whether what was acknowledged is what is stored: each vote once, and nothing besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from evalsite.studies.models import Vote


@dataclass(frozen=True, slots=True)
class Truth:
    """Votes by what became of them."""

    acknowledged: int
    stored: int  # since the load began
    lost: int  # acknowledged, not stored
    changed: int  # stored with another choice than was acknowledged
    unknown: int  # stored, never acknowledged
    doubled: int  # more rows than trials

    @property
    def holds(self) -> bool:
        return not (self.lost or self.changed or self.unknown or self.doubled)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} votes acknowledged, {self.stored} stored: {self.lost} lost, "
            f"{self.doubled} doubled, {self.changed} changed, {self.unknown} never acknowledged"
        )


def last_vote() -> int:
    """The newest vote before a load: those after it are the load's."""
    return int(Vote.objects.aggregate(last=Max("pk"))["last"] or 0)


def compare(
    acknowledged: Mapping[str, str], *, since: int, past: tuple[int, int] = (0, 0)
) -> Truth:
    """Votes between `past` were written meanwhile, as if long ago: they are no part of the load."""
    votes = Vote.objects.filter(pk__gt=since).exclude(pk__range=past)
    rows = list(votes.values_list("trial__code", "choice"))
    stored = {str(code): choice for code, choice in rows}
    both = acknowledged.keys() & stored.keys()
    return Truth(
        acknowledged=len(acknowledged),
        stored=len(rows),
        lost=len(acknowledged.keys() - stored.keys()),
        changed=sum(acknowledged[code] != stored[code] for code in both),
        unknown=len(stored.keys() - acknowledged.keys()),
        doubled=len(rows) - len(stored),
    )
