"""The four ways to show a pair: what stands where on the trial page, and what it asks there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext as _p

from evalsite.studies.models import Study

TURN = "turn"  # the place in which several pictures alternate
CLOSER = gettext_lazy("Which is closer to the original?")
BETTER = gettext_lazy("Which picture looks better?")
WELCOME = gettext_lazy(
    "You will see an original picture and two copies of it, again and again, and say which copy "
    "is closer to the original. There is nothing to know beforehand."
)
WELCOME_ALONE = gettext_lazy(
    "You will see two versions of a picture, again and again, and say which one looks better to "
    "you. There is nothing to know beforehand."
)


@dataclass(frozen=True, slots=True)
class Presenting:
    """One presentation. Pictures are called `original`, `a` and `b`."""

    places: tuple[str, ...]  # left to right: a picture that stays there, or TURN
    turns: tuple[str, ...]  # the pictures of TURN, the one it begins with first
    pictures: tuple[str, ...] = ("original", "a", "b")  # no other one is ever served
    question: object = CLOSER
    welcome: object = WELCOME

    @property
    def has_original(self) -> bool:
        return "original" in self.pictures


PRESENTING = {
    Study.Presentation.FLIP_WITH_REFERENCE: Presenting(("original", TURN), ("a", "b")),
    Study.Presentation.SIDE_BY_SIDE: Presenting(("original", "a", "b"), ()),
    # It begins with the original: nobody can answer who has not seen it.
    Study.Presentation.FLIP: Presenting((TURN,), ("original", "a", "b")),
    Study.Presentation.NO_REFERENCE: Presenting(
        (TURN,), ("a", "b"), ("a", "b"), BETTER, WELCOME_ALONE
    ),
}


def presenting_of(study: Study) -> Presenting:
    return PRESENTING[Study.Presentation(study.presentation)]


def answer_words(study: Study) -> dict[str, str]:
    if presenting_of(study).has_original:
        return {"a": _("A is closer"), "b": _("B is closer")}
    return {"a": _("A looks better"), "b": _("B looks better")}


def say_begin(study: Study) -> str:
    """Before practice: what to do with the keys, and what is asked."""
    keys = {
        Study.Presentation.FLIP_WITH_REFERENCE: _(
            "The space bar flips between A and B. Hold r to see the original in their place; z "
            "looks closer. Choose the one that is closer to the original on the left."
        ),
        Study.Presentation.SIDE_BY_SIDE: _(
            "z looks closer in all three pictures at once. Hold r to see the original in the "
            "place of A and B. Choose the one of them that is closer to it."
        ),
        Study.Presentation.FLIP: _(
            "All three pictures have one place: you see the original first, and the space bar "
            "flips between A and B. Hold r to see the original again; z looks closer. Choose the "
            "one that is closer to the original."
        ),
        Study.Presentation.NO_REFERENCE: _(
            "The space bar flips between A and B; z looks closer. Choose the one that looks "
            "better to you."
        ),
    }[Study.Presentation(study.presentation)]
    first = _("Three pairs for practice, each explained afterwards.")
    return " ".join([first, keys, *say_boost(study)])


def say_boost(study: Study) -> list[str]:
    """How a boosted picture is read, in a rater's words."""
    if not study.flicker_hz:
        return []
    return [
        _(
            "Each copy flickers against the original: the less it flickers, the closer it is. "
            "Escape stops the flicker at any time."
        )
    ]


def say_counts(study: Study) -> str:
    """After practice."""
    closer = _(
        "Practice is over: from here on every answer counts, and none is explained. Often neither "
        "copy is the original; choose the one that is closer."
    )
    better = _(
        "Practice is over: from here on every answer counts, and none is explained. Choose the "
        "one that looks better to you."
    )
    words = [closer if presenting_of(study).has_original else better]
    if study.allow_ties:
        words.append(_("Where you see no difference, “Can't tell” is the right answer."))
    return " ".join(words)


def say_look_first(study: Study) -> str:
    """Beside the resting answers: what has not been seen yet."""
    return {
        Study.Presentation.SIDE_BY_SIDE: _("Look at all three first"),
        Study.Presentation.FLIP: _("Flip to see A and B first"),
    }.get(Study.Presentation(study.presentation), _("Flip to see the other one first"))


def place_label(place: str) -> str:
    return _p("picture", "Original") if place == "original" else place.upper()


def describe_boost(study: Study) -> str:
    """For the policy and the report; empty where pictures are shown as they are."""
    parts = []
    if study.boost_zoom > 1:
        parts.append(_("%(zoom)s × %(zoom)s screen pixels a picture's pixel"))
    if study.boost_amplify > 1:
        parts.append(_("differences to the original %(amplify)s times as large, clipped"))
    if study.flicker_hz:
        parts.append(_("the copy alternates with the original, %(flicker)s changes a second"))
    numbers = {
        "zoom": study.boost_zoom,
        "amplify": study.boost_amplify,
        "flicker": f"{study.flicker_hz:g}",
    }
    return "; ".join(part % numbers for part in parts)
