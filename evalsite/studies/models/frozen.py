"""The rules that every rater of a study meets alike: fixed for good when it opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# field -> what a researcher calls it
FROZEN = {
    "consent_text": gettext_lazy("the consent text"),
    "presentation": gettext_lazy("the presentation"),
    "allow_ties": gettext_lazy("whether “can't tell” is offered"),
    "sampler": gettext_lazy("how pairs are chosen"),
    "test_codec": gettext_lazy("the codec the study is about"),
    "boost_zoom": gettext_lazy("the zoom of the boosted comparison"),
    "boost_amplify": gettext_lazy("the amplification of the boosted comparison"),
    "flicker_hz": gettext_lazy("the flicker of the boosted comparison"),
    "crop_width_px": gettext_lazy("the width of the window"),
    "crop_height_px": gettext_lazy("the height of the window"),
    "crops_per_source": gettext_lazy("the windows on a photograph"),
    "seed": gettext_lazy("the seed"),
    "trials_per_session": gettext_lazy("the comparisons a session"),
    "minutes": gettext_lazy("the minutes told to raters"),
    "sessions_per_rater": gettext_lazy("the sessions a rater"),
    "screening": gettext_lazy("the rules of the checks"),
    "away_limit": gettext_lazy("the time a rater may be away"),
    "accept_trap_share": gettext_lazy("the share of traps to be accepted"),
    "use_trap_share": gettext_lazy("the share of traps to be used"),
}


def refuse_frozen(names: Iterable[str]) -> None:
    """Refuse a change to these fields of a study that has been open."""
    changed = set(names)
    if told := [str(label) for name, label in FROZEN.items() if name in changed]:
        said = _(
            "The study has been open: %(rules)s can no longer change, because every rater must "
            "meet the same rules. Make a new study for other rules."
        )
        raise ValidationError(said % {"rules": ", ".join(told)})


def refuse_draft() -> None:
    raise ValidationError(_("A study that has been open cannot become a draft again."))


def changed_fields(stored: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name, value in now.items() if stored[name] != value]
