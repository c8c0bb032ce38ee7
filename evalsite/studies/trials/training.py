"""The words after each pair of practice: which one is the original, and what to look for.

Practice goes from obvious to subtle (`Planner.plan_training`). It is never analysed, and nothing
after it is ever explained.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Study, Trial, Vote

# By position: from what nobody misses to about as fine as the study's questions get. What a codec
# does to a picture differs, so the words say where to look and never what must be there.
LOOK_FOR = {
    -3: gettext_lazy(
        "The other one differs plainly: look at the picture as a whole. Most pairs are closer "
        "than this."
    ),
    -2: gettext_lazy(
        "The other one has lost detail. Look at fine texture (hair, leaves, cloth, small print) "
        "and at smooth areas while you flip: whatever changes there was not in the original."
    ),
    -1: gettext_lazy(
        "Here only traces may tell, and where they are differs from picture to picture. Stay on "
        "one edge or one patch of texture, zoom in with z, flip slowly, then try the next one."
    ),
}
# Where pictures stand side by side, or no original is shown, some of it reads otherwise.
LOOK_BESIDE = {
    -2: gettext_lazy(
        "The other one has lost detail. Look at fine texture (hair, leaves, cloth, small print) "
        "and at smooth areas, in one place of all three pictures after another: whatever differs "
        "there was not in the original."
    ),
    -1: gettext_lazy(
        "Here only traces may tell, and where they are differs from picture to picture. Stay on "
        "one edge or one patch of texture, zoom in with z, compare, then try the next one."
    ),
}
LOOK_ALONE = {
    -2: gettext_lazy(
        "The other one has lost detail. Look at fine texture (hair, leaves, cloth, small print) "
        "and at smooth areas while you flip: what looks more natural to you there is what counts."
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
    return {"right": choice == trial.expected, "words": f"{told} {look}"}


def say_original(trial: Trial, choice: str) -> str:
    if choice == trial.expected:
        return _("Yes: %(name)s is the original itself.")
    if choice == Vote.Choice.TIE:
        return _("Hard to tell, and that is fine. %(name)s is the original itself.")
    if trial.study.presentation == Study.Presentation.SIDE_BY_SIDE:
        return _("This time it is %(name)s: that one is the original itself. Look once more.")
    return _("This time it is %(name)s: that one is the original itself. Flip once more.")


def say_untouched(trial: Trial, choice: str) -> str:
    """Where no original is shown, "the original" would be a word for nothing."""
    if choice == trial.expected:
        return _("Yes: %(name)s is the photograph as it was taken.")
    if choice == Vote.Choice.TIE:
        return _("Hard to tell, and that is fine. %(name)s is the photograph as it was taken.")
    return _(
        "This time it is %(name)s: that one is the photograph as it was taken. Flip once more."
    )
