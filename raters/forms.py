from __future__ import annotations

import json
import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from raters.checks.distance import RUNS, SKIPPED
from raters.checks.items import SIDES
from raters.checks.steps import DIGITS, NOTHING

LONGEST_MS = 24 * 60 * 60 * 1000
MOST_PX = 100_000
MOST_DIGITS = 16
MOST_ITEMS = 100


class AnswerForm(forms.Form):
    """An answer to the item at `position`, with the time it took in the page."""

    position = forms.IntegerField(min_value=0, max_value=MOST_ITEMS)
    response_ms = forms.IntegerField(min_value=0, max_value=LONGEST_MS)

    def given(self) -> str:
        return str(self.cleaned_data["given"])


class KeypadForm(AnswerForm):
    given = forms.ChoiceField(choices=[(each, each) for each in (*DIGITS, NOTHING)])  # type: ignore[assignment]


class CandidateForm(AnswerForm):
    given = forms.ChoiceField(choices=[(each, each) for each in SIDES])  # type: ignore[assignment]


class MeasuredForm(forms.Form):
    """What `device.js` measures, everything in bounds."""

    viewport_width_px = forms.IntegerField(min_value=0, max_value=MOST_PX)
    viewport_height_px = forms.IntegerField(min_value=0, max_value=MOST_PX)
    screen_width_px = forms.IntegerField(min_value=0, max_value=MOST_PX)
    screen_height_px = forms.IntegerField(min_value=0, max_value=MOST_PX)
    device_pixel_ratio = forms.FloatField(min_value=0.1, max_value=20)
    ratio_has_zoom = forms.BooleanField(required=False)
    page_zoom = forms.FloatField(min_value=0, max_value=20, required=False)
    pinch_zoom = forms.FloatField(min_value=0.01, max_value=100)
    colour_depth_bits = forms.IntegerField(min_value=1, max_value=128)
    colour_gamut = forms.ChoiceField(
        choices=[(each, each) for each in ("srgb", "p3", "rec2020")], required=False
    )
    dynamic_range = forms.ChoiceField(
        choices=[(each, each) for each in ("standard", "high")], required=False
    )
    forced_colours = forms.BooleanField(required=False)
    inverted_colours = forms.BooleanField(required=False)
    coarse_pointer = forms.BooleanField(required=False)
    fine_pointer = forms.BooleanField(required=False)
    refresh_hz = forms.FloatField(min_value=0, max_value=2000, required=False)
    missing = forms.RegexField(r"^[a-zA-Z ]*$", max_length=200, required=False)


def read_whole(text: str) -> float:
    """A whole number of a measurement; one that no float holds is none, and refused as that."""
    return int(text) if len(text) < MOST_DIGITS else math.nan


class ScreenForm(AnswerForm):
    """A measurement of the screen, as one JSON object."""

    measured = forms.CharField(max_length=2000)

    def clean_measured(self) -> dict[str, Any]:
        try:
            sent = json.loads(self.cleaned_data["measured"], parse_int=read_whole)
        except (ValueError, RecursionError):  # the latter from brackets nested without end
            sent = None
        if not isinstance(sent, dict):
            raise ValidationError("not a JSON object")
        form = MeasuredForm(sent)
        if not form.is_valid():
            raise ValidationError(f"not a measurement: {form.errors.as_json()}")
        return form.cleaned_data

    def given(self) -> str:
        return json.dumps(self.cleaned_data["measured"])


class SkippableForm(AnswerForm):
    """A measurement that one may pass by."""

    skip = forms.BooleanField(required=False)
    measurement: str  # name of the field with it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("skip") or cleaned.get(self.measurement)):
            raise ValidationError("neither measured nor skipped")
        return cleaned

    def given(self) -> str:
        return SKIPPED if self.cleaned_data["skip"] else str(self.cleaned_data[self.measurement])


class CardForm(SkippableForm):
    """How many device pixels wide a bank card is on this screen."""

    card_px = forms.IntegerField(min_value=1, max_value=MOST_PX, required=False)
    measurement = "card_px"


class BlindSpotForm(SkippableForm):
    """How far from the square the dot vanished in each run, in device pixels."""

    spots_px = forms.RegexField(
        rf"^[1-9]\d{{0,4}}(\.\d)?( [1-9]\d{{0,4}}(\.\d)?){{{RUNS - 1}}}$", required=False
    )
    measurement = "spots_px"
