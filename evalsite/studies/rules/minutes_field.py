"""The field of the minutes told to raters; left empty, they are what the comparisons take."""

from __future__ import annotations

from typing import Any

from django import forms

from evalsite.studies.models import Study
from evalsite.studies.rules.lasting import (
    CHECK_MINUTES,
    COMPARISON_S,
    LEAST_MINUTES,
    MOST_MINUTES,
    usual_minutes,
)


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
    """Before the study is made: where the comparisons are wrong, there is none."""
    if cleaned.get("minutes") is None and "trials_per_session" in cleaned:
        cleaned["minutes"] = usual_minutes(cleaned["trials_per_session"])
