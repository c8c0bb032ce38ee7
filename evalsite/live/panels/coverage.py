"""Which pairs of conditions were asked how often."""

from __future__ import annotations

from itertools import combinations_with_replacement, groupby

from django.utils.translation import gettext as _

from evalsite.live.fits import Fits, Place
from evalsite.live.panels.panel import Panel
from evalsite.live.state import Live
from evalsite.studies.models import Codec
from evalsite.studies.watching.figure import Column, Row

Answers = dict[tuple[int, int], int]  # numbers of two places, the smaller first


def show_coverage(live: Live) -> Panel:
    answers = read_coverage(live.fits)
    return Panel(
        name="coverage",
        title=_("Coverage of pairs"),
        words=_(
            "Each square is a pair of conditions, codec by codec with rates rising: the darker, "
            "the more answers, from the pair asked least to that asked most. Grey squares have not "
            "been asked. As of the last fit."
        ),
        columns=[
            Column("first", _("Codec")),
            Column("second", _("against")),
            Column("asked", _("Pairs asked"), ",d"),
            Column("pairs", _("of"), ",d"),
            Column("answers", _("Answers"), ",d"),
            Column("most", _("Most of a pair"), ",d"),
        ],
        rows=pair_rows(live.fits.places, answers) if answers else [],
        data={"coverage": [{"a": a, "b": b, "n": n} for (a, b), n in answers.items()]},
        empty=_(
            "No fit yet, so no picture of the pairs. The worker fits when enough votes have come; "
            "then each pair of conditions is a square here, the darker the more often it was asked."
        ),
    )


def read_coverage(fits: Fits) -> Answers:
    numbers = {place.condition: place.number for place in fits.places}
    answers: Answers = {}
    for a, b, count in fits.fitted.coverage if fits.fitted else []:
        if a in numbers and b in numbers and count:
            first, second = sorted((numbers[a], numbers[b]))
            answers[first, second] = answers.get((first, second), 0) + count
    return answers


def pair_rows(places: list[Place], answers: Answers) -> list[Row]:
    """One row a pair of codecs, and one a codec against itself at other rates."""
    groups = [list(group) for _, group in groupby(places, lambda place: place.codec)]
    return [
        describe(first[0].codec, second[0].codec, [answers.get(pair, 0) for pair in pairs])
        for first, second in combinations_with_replacement(groups, 2)
        if (pairs := list_pairs(first, second))
    ]


def list_pairs(first: list[Place], second: list[Place]) -> list[tuple[int, int]]:
    return [(a.number, b.number) for a in first for b in second if a.number < b.number]


def describe(first: Codec, second: Codec, counts: list[int]) -> Row:
    return {
        "first": first.label,
        "second": second.label,
        "asked": sum(count > 0 for count in counts),
        "pairs": len(counts),
        "answers": sum(counts),
        "most": max(counts),
    }
