from __future__ import annotations

from typing import Any

from django import forms

from evalsite.studies.models import Vote
from evalsite.studies.trials.voting import Seen

LONGEST_MS = 24 * 60 * 60 * 1000


class ClampedField(forms.IntegerField):
    """A whole number from 0; one that is larger than its limit counts as the limit.

    A page may stand open over a weekend, and a vote is not lost over a clock.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(min_value=0)
        self.limit = limit

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        return None if number is None else min(number, self.limit)


class VoteForm(forms.Form):
    """An answer as the page sends it, with what it measured. Everything in bounds."""

    trial = forms.UUIDField()
    choice = forms.ChoiceField(choices=Vote.Choice.choices)
    response_ms = ClampedField(LONGEST_MS)
    time_a_ms = ClampedField(LONGEST_MS)
    time_b_ms = ClampedField(LONGEST_MS)
    flips = ClampedField(100_000)
    zoomed = forms.BooleanField(required=False)
    lost_focus = ClampedField(100_000)
    viewport_width_px = ClampedField(100_000)
    viewport_height_px = ClampedField(100_000)
    device_pixel_ratio = forms.FloatField(min_value=0.1, max_value=20)
    pixel_exact = forms.NullBooleanField(required=False)
    flicker_hz = forms.FloatField(min_value=0, max_value=1000, required=False)

    def __init__(self, *args: Any, allow_ties: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allow_ties = allow_ties

    def clean_choice(self) -> str:
        choice: str = self.cleaned_data["choice"]
        if choice == Vote.Choice.TIE and not self.allow_ties:
            raise forms.ValidationError("this study has no “can't tell”")
        return choice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["time_a_ms"] and cleaned["time_b_ms"]):
            raise forms.ValidationError("both pictures must have been looked at")
        return cleaned

    def seen(self) -> Seen:
        fields = {name: self.cleaned_data[name] for name in Seen.__dataclass_fields__}
        return Seen(**fields)
