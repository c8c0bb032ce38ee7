"""What a researcher sees at a glance, in a fixed number of queries, however many studies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from evalsite.studies.answers import Key, Minutes, answers_by_minute
from evalsite.studies.models import Condition, Session, Stimulus, Study
from evalsite.studies.models.outcome import SCREENED_OUT
from evalsite.studies.rules.opening import reasons_not_to_open
from evalsite.studies.stimuli.identifying import find_identities

FEWEST_MINUTES = 8  # below that a line against time shows nothing
MOST_POINTS = 128


@dataclass(frozen=True, slots=True)
class Crowd:
    """People, or simulated raters: never both in one number."""

    simulated: bool
    raters: int  # who hold a place, as the quota counts them
    running: int
    screened_out: int
    completed: int
    used: int
    answers: int  # all but practice
    votes: int  # answers that are analysed: no traps, repeats or bias pairs


@dataclass(frozen=True, slots=True)
class Card:
    """One study on the start page. The sparkline is the points of an SVG polyline, 160 by 32."""

    study: Study
    crowds: list[Crowd]  # people, and simulated raters where there are any
    sparkline: str  # of people's answers; of simulated ones where there are no others
    headline: str
    reasons: list[str]
    empty: bool  # a draft without stimuli: adding some comes next

    @property
    def simulated(self) -> bool:
        return any(crowd.simulated and crowd.answers for crowd in self.crowds)

    @property
    def answers(self) -> int:
        """Those that the sparkline draws."""
        return next((crowd.answers for crowd in self.crowds if crowd.answers), 0)

    @property
    def used(self) -> int:
        """Sessions whose votes a fit takes, of people and simulated ones: none, and it refuses."""
        return sum(crowd.used for crowd in self.crowds)

    @property
    def votes(self) -> int:
        """Of people and simulated raters, in use or not yet."""
        return sum(crowd.votes for crowd in self.crowds)


def summarise_studies(studies: Sequence[Study]) -> list[Card]:
    outcomes, raters = count_outcomes(studies), count_raters(studies)
    minutes = answers_by_minute(studies)
    cards = []
    for study in studies:
        crowds = [
            summarise(key[1], outcomes[key], raters[key], minutes[key])
            for key in ((study.pk, False), (study.pk, True))
            if not key[1] or outcomes[key] or minutes[key]
        ]
        cards.append(make_card(study, crowds, minutes[study.pk, False] or minutes[study.pk, True]))
    return cards


def make_card(study: Study, crowds: list[Crowd], drawn: Minutes) -> Card:
    return Card(
        study=study,
        crowds=crowds,
        sparkline=draw_sparkline([(minute, answers) for minute, answers, _ in drawn]),
        headline=latest_headline(study),
        reasons=reasons_not_to_open(study) if study.state == Study.State.DRAFT else [],
        empty=study.state == Study.State.DRAFT and not study.sources.exists(),
    )


def summarise(simulated: bool, outcomes: Counter[str], raters: int, minutes: Minutes) -> Crowd:
    return Crowd(
        simulated=simulated,
        raters=raters,
        running=outcomes[""],
        screened_out=sum(outcomes[name] for name in SCREENED_OUT),
        completed=outcomes["completed"],
        used=outcomes["used"],
        answers=sum(answers for _, answers, _ in minutes),
        votes=sum(votes for *_, votes in minutes),
    )


def count_outcomes(studies: Sequence[Study]) -> dict[Key, Counter[str]]:
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    rows = (
        Session.objects.filter(study__in=studies)
        .values_list("study", "rater__simulated", "outcome")
        .annotate(sessions=Count("id"), used=Count("id", filter=Q(used=True)))
    )
    for study, simulated, outcome, sessions, used in rows:
        counts[study, simulated][outcome] += sessions
        counts[study, simulated]["used"] += used
    return counts


def count_raters(studies: Sequence[Study]) -> Counter[Key]:
    """Raters accepted or at it, however often each came."""
    rows = (
        Session.objects.filter(study__in=studies)
        .completed_or_running()
        .values_list("study", "rater__simulated")
        .annotate(raters=Count("rater", distinct=True))
    )
    return Counter({(study, simulated): raters for study, simulated, raters in rows})


def draw_sparkline(votes: list[tuple[datetime, int]]) -> str:
    """Answers so far against time: it only ever rises, and a pause is a flat stretch."""
    if len(votes) < FEWEST_MINUTES:
        return ""
    begin, end = votes[0][0], votes[-1][0]
    span_s = (end - begin).total_seconds()
    total, so_far, points = sum(n for _, n in votes), 0, ["0,31"]
    for minute, count in votes:
        so_far += count
        x = 160 * (minute - begin).total_seconds() / span_s
        points.append(f"{x:.1f},{31 - 30 * so_far / total:.1f}")
    return " ".join(points[:: max(1, len(points) // MOST_POINTS)] + points[-1:])


def latest_headline(study: Study) -> str:
    # The fits belong to the app `elo`, which builds on this one: it is met by its relation alone,
    # and the caller has fetched it with `prefetch_related("fit_runs")`.
    runs = [run for run in study.fit_runs.all() if run.headline]
    return runs[0].headline if runs else ""


@dataclass(frozen=True, slots=True)
class CodecRow:
    label: str
    version: str
    settings: str  # besides quality
    conditions: int
    stimuli: int
    lowest_bpp: float
    highest_bpp: float


def codec_rows(study: Study) -> list[CodecRow]:
    rows = study.codecs.annotate(
        points=Count("conditions", distinct=True),
        shown=Count("conditions__stimuli", distinct=True),
        low=Min("conditions__stimuli__bpp"),
        high=Max("conditions__stimuli__bpp"),
    ).filter(conditions__role=Condition.Role.RATED)
    known = find_identities(study)
    return [
        CodecRow(
            label=codec.label,
            version=codec.version,
            settings=known[codec.name].settings,
            conditions=codec.points,
            stimuli=codec.shown,
            lowest_bpp=codec.low,
            highest_bpp=codec.high,
        )
        for codec in rows
    ]


def count_rated(study: Study) -> int:
    """Stimuli but for the originals and traps that every source brings along."""
    rated = Condition.Role.RATED
    return Stimulus.objects.filter(source__study=study, condition__role=rated).count()
