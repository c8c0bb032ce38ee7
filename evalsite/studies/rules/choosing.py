"""The presentations to choose from, each with its picture and the window it asks of raters."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from django import forms
from django.forms.boundfield import BoundWidget

from evalsite.studies.models import Study
from evalsite.studies.rules.opening import shown_size_px


def presentation_choices(
    field: forms.BoundField, study: Study
) -> Iterator[tuple[BoundWidget, str, tuple[int, int]]]:
    for radio in field:
        name = str(radio.data["value"])
        wanted = copy(study)
        wanted.presentation = name
        needs_px = shown_size_px(wanted, study.crop_width_px, study.crop_height_px)
        yield radio, f"studies/presentations/{name}.svg", needs_px
