"""Votes over time: the tally's, and those since counted where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, Min, QuerySet, Sum
from django.utils.timezone import now

from evalsite.live.models import MinuteTally
from evalsite.live.tallying import (
    NUMBERS,
    STRETCH,
    carry_on,
    count_votes,
    find_place,
    minute_of,
)
from evalsite.studies.models import Study, Vote

Numbers = Counter[str]
Bins = dict[int, Numbers]  # first minute of the bin -> what arrived in it

MOST_BINS = 96
WIDTHS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080)
RECENT_MIN = 180


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes of one kind of rater: of all the time in wide bins, of late by the minute."""

    whole: Bins
    width_min: int
    recent: Bins
    minute: int  # the one that runs
    until: int  # that one, or the one after the last of a closed study
    behind: int  # numbers of votes, of the whole site, not looked at yet
    last: int  # number of the site's last vote

    @property
    def total(self) -> Numbers:
        return add_up(self.whole.values())

    def since(self, minutes: int) -> Numbers:
        """Of the last so many whole minutes."""
        first = self.minute - minutes
        return add_up(row for at, row in self.recent.items() if first <= at < self.minute)

    def from_minute(self, first: int) -> Numbers:
        """Of this minute and all after it, the running one included."""
        return add_up(row for at, row in self.recent.items() if first <= at)


def add_up(rows: Iterable[Numbers]) -> Numbers:
    whole: Numbers = Counter()
    for row in rows:
        whole.update(row)
    return whole


def count_live(study: Study, simulated: bool) -> Counts:
    """A fixed number of queries; none of them looks at more than a stretch of votes."""
    place = carry_on(study, find_place(study))
    last = Vote.objects.aggregate(last=Max("pk"))["last"] or 0
    behind = max(0, last - place - STRETCH)
    # While a tally catches up, its next stretch is not counted twice over.
    fresh = count_votes(study, place, place if behind else place + STRETCH)
    tallies = MinuteTally.objects.filter(study=study, simulated=simulated)
    mine: Bins = {key[0]: Counter(row) for key, row in fresh.items() if key[1] == simulated}
    minute = minute_of(now())
    until = minute_of(study.closed_at) + 1 if study.closed_at else minute
    width_min = choose_width(first_minute(tallies, mine), until)
    recent = tallies.filter(minute__gte=until - RECENT_MIN)
    return Counts(
        whole=sum_bins(tallies, mine, width_min),
        width_min=width_min,
        recent=sum_bins(recent, mine, 1),
        minute=minute,
        until=until,
        behind=behind,
        last=last,
    )


def first_minute(tallies: QuerySet[MinuteTally], mine: Bins) -> int | None:
    first = tallies.aggregate(first=Min("minute"))["first"]
    return min([*mine, *([first] if first is not None else [])], default=None)


def choose_width(first: int | None, until: int) -> int:
    """The narrowest bins of which not too many lie between the first vote and the end."""
    span = until - first if first is not None else 0
    return next((width for width in WIDTHS_MIN if span <= MOST_BINS * width), WIDTHS_MIN[-1])


def sum_bins(tallies: QuerySet[MinuteTally], mine: Bins, width_min: int) -> Bins:
    """The database adds up minutes: of a long study there are too many to fetch."""
    grouped = tallies.annotate(bin=F("minute") / width_min).values("bin")
    sums = grouped.annotate(**{f"{name}_sum": Sum(name) for name in NUMBERS}).order_by()
    bins: Bins = {
        number * width_min: Counter(dict(zip(NUMBERS, numbers, strict=True)))
        for number, *numbers in sums.values_list("bin", *(f"{name}_sum" for name in NUMBERS))
    }
    for minute, row in mine.items():
        bins.setdefault(minute // width_min * width_min, Counter()).update(row)
    return dict(sorted(bins.items()))
