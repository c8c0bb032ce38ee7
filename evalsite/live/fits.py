"""What the worker's fits say. A page reads them; it never fits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Avg, Q, QuerySet
from django_tasks_db.models import DBTaskResult

from evalsite.live.width import Law, Point, fit_law
from evalsite.studies.models import Codec, Condition, PooledPair, Refresh, Study

MOST_POINTS = 60  # fits on the way that are looked at, evenly by the logarithm of their votes


@dataclass(frozen=True, slots=True)
class Saving:
    """What the codec the study is about saves against another, in fractions."""

    against: Codec
    median: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Place:
    """A rated condition in the order of the pictures: by codec, rates rising."""

    number: int
    condition: int
    codec: Codec
    bpp: float | None

    @property
    def label(self) -> str:
        return f"{self.codec.label} {self.bpp:.3g}" if self.bpp else self.codec.label


@dataclass
class Fits:
    """The fits of one study and of one kind of rater."""

    study: Study
    simulated: bool

    @cached_property
    def latest(self) -> Refresh | None:
        """The last time the worker was here, also when it failed or there were no votes."""
        ours = Q(simulated=self.simulated) | Q(votes=0)
        refreshes = Refresh.objects.filter(ours, study=self.study)
        return refreshes.defer("coverage", "savings").order_by("-made_at", "-pk").first()

    @cached_property
    def fitted(self) -> Refresh | None:
        """The last that had votes: a failure takes no picture away."""
        return self.refreshes.order_by("-made_at", "-pk").first()

    @property
    def refreshes(self) -> QuerySet[Refresh]:
        return Refresh.objects.filter(study=self.study, simulated=self.simulated, votes__gt=0)

    @cached_property
    def codecs(self) -> dict[int, Codec]:
        """In the study's order, each with a label of its own."""
        codecs = list(self.study.codecs.all())
        times = Counter(codec.label for codec in codecs)
        for codec in codecs:
            if times[codec.label] > 1:
                codec.label = f"{codec.label} ({codec.name})"
        return {codec.pk: codec for codec in codecs}

    @cached_property
    def test(self) -> Codec | None:
        """The codec the study is about; where none is named, the one that the last fit chose.

        Before any fit, and of fits that did not choose yet, the first one.
        """
        about = self.study.test_codec_id or (self.fitted.about_id if self.fitted else None)
        return self.codecs.get(about or 0) or next(iter(self.codecs.values()), None)

    @cached_property
    def places(self) -> list[Place]:
        rows = Condition.objects.filter(study=self.study, role=Condition.Role.RATED)
        rated = rows.annotate(mean_bpp=Avg("stimuli__bpp"))
        found = [
            (self.codecs[codec].position, mean or target, pk, codec)
            for pk, codec, target, mean in rated.values_list(
                "pk", "codec", "target_bpp", "mean_bpp"
            )
        ]
        ordered = sorted(found, key=lambda row: (row[0], row[1] or 0.0, row[2]))
        return [
            Place(number, pk, self.codecs[codec], bpp)
            for number, (_, bpp, pk, codec) in enumerate(ordered)
        ]

    @cached_property
    def savings(self) -> list[Saving]:
        """Of that codec, by the order of the others; none where it is refused."""
        return self.read_savings(self.fitted.savings) if self.fitted else []

    def read_savings(self, rows: list[Any]) -> list[Saving]:
        ours = self.test.pk if self.test else None
        found = [
            Saving(self.codecs[anchor], median, low, high)
            for test, anchor, median, low, high in rows
            if test == ours and anchor in self.codecs
        ]
        return sorted(found, key=lambda saving: saving.against.position)

    @property
    def widest(self) -> Saving | None:
        return max(self.savings, key=lambda saving: saving.width, default=None)

    @cached_property
    def history(self) -> list[tuple[int, datetime, list[Saving]]]:
        """Votes, time and savings of some of the fits on the way. Two queries."""
        kept = thin_out(list(self.refreshes.order_by("votes", "pk").values_list("pk", "votes")))
        rows = self.refreshes.filter(pk__in=kept).order_by("votes", "pk")
        return [
            (votes, made_at, self.read_savings(savings))
            for votes, made_at, savings in rows.values_list("votes", "made_at", "savings")
        ]

    def widths(self, against: int) -> list[Point]:
        return [
            (votes, saving.width)
            for votes, _, savings in self.history
            for saving in savings
            if saving.against.pk == against
        ]

    def law(self, against: int) -> Law | None:
        return fit_law(self.widths(against))

    @cached_property
    def pairs_ready(self) -> int:
        return PooledPair.objects.filter(study=self.study).count()


def thin_out(rows: list[tuple[int, int]]) -> list[int]:
    """Keys of rows (key, votes), sorted by votes: the last of each step of log votes."""
    rows = [(key, votes) for key, votes in rows if votes > 0]
    if not rows:
        return []
    edges = np.geomspace(rows[0][1], rows[-1][1], MOST_POINTS)
    steps = np.searchsorted(edges, [votes for _, votes in rows])
    return list({int(step): key for step, (key, _) in zip(steps, rows, strict=True)}.values())


def waiting_since() -> datetime | None:
    """Since when the oldest task that the worker could have taken has been waiting."""
    ready = DBTaskResult.objects.ready().order_by("enqueued_at")
    return ready.values_list("enqueued_at", flat=True).first()
