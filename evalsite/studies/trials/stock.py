"""What a study can show, and how often each pair has been asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q

from evalsite.studies.models import Condition, Crop, Session, Showing, Study, Trial
from evalsite.studies.trials.sampler import Counts, sorted_pair


@dataclass(frozen=True, slots=True)
class Shown:
    """What planning needs of one showing."""

    stimulus: int
    condition: int
    file_code: UUID
    role: str
    bpp: float


@dataclass(slots=True)
class Stock:
    """Everything a study can show, by crop and condition."""

    crops: dict[int, Crop] = field(default_factory=dict)
    showings: dict[int, dict[int, Shown]] = field(default_factory=dict)
    condition_of: dict[int, int] = field(default_factory=dict)  # of a stimulus

    def add(self, showing: Showing) -> None:
        stimulus = showing.stimulus
        self.crops.setdefault(showing.crop_id, showing.crop)
        self.condition_of[stimulus.pk] = stimulus.condition_id
        self.showings.setdefault(showing.crop_id, {})[stimulus.condition_id] = Shown(
            stimulus=stimulus.pk,
            condition=stimulus.condition_id,
            file_code=showing.file_code,
            role=stimulus.condition.role,
            bpp=stimulus.bpp or 0.0,
        )

    def rated(self, crop: int) -> list[Shown]:
        """Coded stimuli of a crop, the lowest rate first."""
        shown = [s for s in self.showings[crop].values() if s.role == Condition.Role.RATED]
        return sorted(shown, key=lambda each: (each.bpp, each.condition))

    def control(self, crop: int, role: Condition.Role) -> Shown:
        return next(shown for shown in self.showings[crop].values() if shown.role == role)

    def rated_conditions(self) -> dict[int, list[int]]:
        return {crop: [shown.condition for shown in self.rated(crop)] for crop in self.crops}

    def sources(self) -> dict[int, int]:
        """Source of each crop."""
        return {pk: crop.source_id for pk, crop in self.crops.items()}


def read_stock(study: Study) -> Stock:
    stock = Stock()
    showings = Showing.objects.filter(crop__source__study=study)
    for showing in showings.select_related("crop", "stimulus__condition").order_by("id"):
        stock.add(showing)
    return stock


def read_counts(study: Study, stock: Stock) -> Counts:
    """How often each pair was asked. An unanswered trial counts only while its session runs."""
    counts, sources = Counts(), stock.sources()
    running = Session.objects.running().exclude(pk__in=Session.objects.overdue())
    asked = Trial.objects.filter(study=study, kind=Trial.Kind.VOTE).filter(
        Q(vote__isnull=False) | Q(session__in=running)
    )
    for crop, a, b, times in asked.values_list(
        "crop", "stimulus_a__condition", "stimulus_b__condition"
    ).annotate(times=Count("id")):
        counts.add(source=sources[crop], crop=crop, pair=sorted_pair(a, b), times=times)
    return counts
