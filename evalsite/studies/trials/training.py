"""The words after each pair of practice: which one is the original, and what to look for.

Practice goes from obvious to subtle (`Planner.plan_training`). It is never analysed, and nothing
after it is ever explained.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Study, Trial, Vote

# By position: from what nobody misses to about as fine as the study's questions get. What a codec
# does to a picture differs, so the words say where to look and never what must be there. With what
# is said before them they have three lines on the page.
LOOK_FOR = {
    -3: gettext_lazy(
        "The other one differs plainly: look at the picture as a whole. Most pairs are closer "
        "than this."
    ),
    -2: gettext_lazy(
        "The other one has lost detail. Flip, and look at fine texture (hair, leaves, print) and "
        "smooth areas: what changes there was not in the original."
    ),
    -1: gettext_lazy(
        "Here only traces may tell. Stay on one edge or patch of texture, zoom in with z, flip "
        "slowly, then try the next one."
    ),
}
# Where pictures stand side by side, or no original is shown, some of it reads otherwise.
LOOK_BESIDE = {
    -2: gettext_lazy(
        "The other one has lost detail. Look at fine texture (hair, leaves, print) and smooth "
        "areas in all three: what differs there was not in the original."
    ),
    -1: gettext_lazy(
        "Here only traces may tell. Stay on one edge or patch of texture, zoom in with z, "
        "compare, then try the next one."
    ),
}
LOOK_ALONE = {
    -2: gettext_lazy(
        "The other one has lost detail. Flip, and look at fine texture (hair, leaves, print) and "
        "smooth areas: what looks more natural to you is what counts."
    ),
}
LOOK_ELSE = {
    Study.Presentation.SIDE_BY_SIDE: LOOK_BESIDE,
    Study.Presentation.NO_REFERENCE: LOOK_ALONE,
}


def explain(trial: Trial, choice: str) -> dict[str, object]:
    """What the page says at once after a pair of practice; nothing of any other trial."""
    if trial.kind != Trial.Kind.TRAINING:
        return {}
    how = Study.Presentation(trial.study.presentation)
    say = say_untouched if how == Study.Presentation.NO_REFERENCE else say_original
    told = say(trial, choice) % {"name": trial.expected.upper()}
    look = LOOK_ELSE.get(how, {}).get(trial.position, LOOK_FOR[trial.position])
    right = choice == trial.expected
    return {"right": right, "words": f"{told} {look}", "told": trial.expected}


def say_original(trial: Trial, choice: str) -> str:
    if choice == trial.expected:
        return _("Yes: %(name)s is the original itself.")
    if choice == Vote.Choice.TIE:
        return _("Hard to tell, and that is fine. %(name)s is the original itself.")
    return _("Look once more: this time %(name)s is the original itself.")


def say_untouched(trial: Trial, choice: str) -> str:
    """Where no original is shown, "the original" would be a word for nothing."""
    if choice == trial.expected:
        return _("Yes: %(name)s is the photograph as it was taken.")
    if choice == Vote.Choice.TIE:
        return _("Hard to tell, and that is fine. %(name)s is the photograph as it was taken.")
    return _("Look once more: this time %(name)s is the photograph as it was taken.")
