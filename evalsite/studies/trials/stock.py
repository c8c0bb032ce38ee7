"""The pictures that one block needs: never a whole study's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from evalsite.studies.models import Condition, Showing

CONTROLS = (Condition.Role.ORIGINAL, Condition.Role.TRAP)


@dataclass(frozen=True, slots=True)
class Shown:
    """What planning needs of one showing."""

    stimulus: int
    file_code: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pictures by crop: the coded ones first, the lowest rate first of all."""

    pictures: dict[int, list[Shown]]

    def rated(self, crop: int) -> list[Shown]:
        return [each for each in self.pictures[crop] if each.role == Condition.Role.RATED]

    def control(self, crop: int, role: Condition.Role) -> Shown:
        return next(each for each in self.pictures[crop] if each.role == role)


def read_shelf(*, whole: Collection[int], controls: Collection[int]) -> Shelf:
    """Everything that the crops of `whole` show, and original and trap of those of `controls`."""
    if not whole and not controls:
        return Shelf({})
    wanted = Q(crop__in=whole) | Q(crop__in=controls, stimulus__condition__role__in=CONTROLS)
    rows = Showing.objects.filter(wanted).values_list(
        "crop", "stimulus__bpp", "stimulus", "file_code", "stimulus__condition__role"
    )
    pictures: dict[int, list[Shown]] = {}
    for crop, _, stimulus, file_code, role in sorted(rows, key=lambda row: (row[1] or 0.0, row[2])):
        pictures.setdefault(crop, []).append(Shown(stimulus, file_code, role))
    return Shelf(pictures)
