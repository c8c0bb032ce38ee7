"""The fields of a session's comparisons and of the minutes told to raters, in two forms.

Left empty, the minutes are what the comparisons take.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Study
from evalsite.studies.rules.lasting import (
    CHECK_MINUTES,
    COMPARISON_S,
    LEAST_MINUTES,
    MOST_MINUTES,
    usual_minutes,
)

LABELS = {
    "trials_per_session": gettext_lazy("Comparisons a session"),
    "minutes": gettext_lazy("Minutes told to raters"),
}
HELP_TEXTS = {
    "trials_per_session": gettext_lazy(
        "From 20 to 200. Of 20 comparisons 10 are votes, of 70 54: the rest are traps, repeats "
        "and bias pairs."
    ),
    "minutes": gettext_lazy(
        "With the checks. Left empty: 12 seconds a comparison and 6 minutes for the checks."
    ),
}


def offer_minutes(form: forms.ModelForm[Study]) -> None:
    """May be left empty. With what `minutes.js` needs to follow the number of comparisons."""
    field = form.fields["minutes"]
    field.required = False
    field.widget.attrs |= {
        "min": LEAST_MINUTES,
        "max": MOST_MINUTES,
        "data-checks-minutes": sum(CHECK_MINUTES.values()),
        "data-comparison-s": COMPARISON_S,
    }


def fill_minutes(cleaned: dict[str, Any]) -> None:
    """Of a study that is there; `create_study` does it for a new one. Not by wrong comparisons."""
    if cleaned.get("minutes") is None and "trials_per_session" in cleaned:
        cleaned["minutes"] = usual_minutes(cleaned["trials_per_session"])
