"""Tallies votes by the minute they arrived in, a stretch at a time, each vote once.

Whoever looks at the live page carries the tally on. A stretch ends at a vote old enough that no
vote with a lower number can still be on its way to the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.timezone import now

from evalsite.live.models import MinuteTally, TallyPlace
from evalsite.studies.minutes import MINUTE_ARRIVED, read_minute
from evalsite.studies.models import Study, Trial, Vote
from evalsite.studies.watching.watch import AGREES

SETTLED = timedelta(seconds=30)  # longer than a request, or a bot's visit, may take
STRETCH = 25_000  # numbers of votes looked at in one request
WORTH = 1_000  # below so many new votes nothing is written: they are counted where they lie

ASKED = Q(trial__kind=Trial.Kind.VOTE)
COUNTS = {
    "answers": Count("pk"),
    "votes": Count("pk", filter=ASKED),
    "ties": Count("pk", filter=ASKED & Q(choice=Vote.Choice.TIE)),
    "traps": Count("pk", filter=Q(trial__kind=Trial.Kind.TRAP)),
    "traps_right": Count("pk", filter=Q(trial__kind=Trial.Kind.TRAP, choice=F("trial__expected"))),
    **{
        chosen: Count("pk", filter=ASKED & Q(trial__chosen=chosen))
        for chosen in Trial.Chosen.values
    },
}
# Repeats are few, and what they repeat is three tables away: they are counted by themselves.
REPEATS = {"repeats": Count("pk"), "repeats_alike": Count("pk", filter=AGREES)}
NUMBERS = (*COUNTS, *REPEATS)

Key = tuple[int, bool]  # minutes since 1970; simulated
Counted = dict[Key, dict[str, int]]


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def count_votes(study: Study, above: int, upto: int) -> Counted:
    """Votes numbered above < n <= upto, by minute and kind of rater. Three queries."""
    # A row of zeros, with a place for each number.
    found: Counted = defaultdict(lambda: dict.fromkeys(NUMBERS, 0))
    numbered = Vote.objects.filter(pk__gt=above, pk__lte=upto)
    first, last = bound_trials(numbered)
    votes = numbered.filter(trial__study=study, trial__pk__range=(first, last))
    votes = votes.exclude(trial__kind=Trial.Kind.TRAINING)
    for key, numbers in group_by_minute(votes, COUNTS):
        found[key].update(numbers)
    for key, numbers in group_by_minute(votes.filter(trial__kind=Trial.Kind.REPEAT), REPEATS):
        found[key].update(numbers)
    return found


def bound_trials(votes: QuerySet[Vote]) -> tuple[int, int]:
    """Numbers of the first and last trial of these votes.

    Trials are planned not long before they are answered. Without their bounds PostgreSQL reads all
    trials of the study to find those of a few votes; and for a plain minimum it walks the trials'
    own index from its end, hence the sum.
    """
    trial = F("trial") + 0
    bounds = votes.aggregate(first=Min(trial), last=Max(trial))
    return bounds["first"] or 0, bounds["last"] or 0


def group_by_minute(
    votes: QuerySet[Vote], counts: dict[str, Any]
) -> Iterator[tuple[Key, dict[str, int]]]:
    rows = votes.annotate(minute=MINUTE_ARRIVED).values("minute", "simulated").annotate(**counts)
    for written_at, simulated, *numbers in rows.order_by().values_list(
        "minute", "simulated", *counts
    ):
        yield (
            (minute_of(read_minute(written_at)), simulated),
            dict(zip(counts, numbers, strict=True)),
        )


def find_place(study: Study) -> int:
    """Number of the last vote tallied; at the first look, of the last before the study's own.

    A draft has none: its place is behind all there are, and not written down.
    """
    if study.opened_at is None:
        return last_vote_before(now())
    place = TallyPlace.objects.filter(study=study).values_list("upto", flat=True).first()
    if place is not None:
        return place
    numbers = Vote.objects.filter(arrived_at__gte=study.opened_at).aggregate(first=Min("pk"))
    found = numbers["first"] - 1 if numbers["first"] else last_vote_before(now())
    return TallyPlace.objects.get_or_create(study=study, defaults={"upto": found})[0].upto


def last_vote_before(moment: datetime) -> int:
    votes = Vote.objects.filter(arrived_at__lt=moment).order_by("-arrived_at")
    return votes.values_list("pk", flat=True).first() or 0


def carry_on(study: Study, place: int) -> int:
    """Tally the next stretch if it is worth it; returns how far the tally now is."""
    upto = min(last_vote_before(now() - SETTLED), place + STRETCH)
    if upto - place < WORTH:
        return place
    counted = count_votes(study, place, upto)
    return upto if keep_stretch(study, place, upto, counted) else find_place(study)


def keep_stretch(study: Study, place: int, upto: int, counted: Counted) -> bool:
    """Write one stretch, unless somebody else's page was faster: the place decides."""
    with transaction.atomic():
        ours = TallyPlace.objects.filter(study=study, upto=place).update(upto=upto)
        if ours:
            MinuteTally.objects.bulk_create(
                MinuteTally(study=study, minute=minute, simulated=simulated, **numbers)
                for (minute, simulated), numbers in counted.items()
            )
    return bool(ours)
