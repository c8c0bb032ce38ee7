from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.encoding.choosing import CodecChoice, list_choices
from evalsite.encoding.plan import Plan
from evalsite.encoding.prefilling import MOST_RATES
from evalsite.encoding.receiving import Credit
from evalsite.encoding.shelf import ShelfFile, list_files, list_folders
from evalsite.studies.models.wording import check_cell, check_line
from imgcodecs.errors import CodecError
from imgcodecs.registry import parse_codec
from imgcodecs.targets import DEFAULT_TARGETS_BPP

HIGHEST_BPP = 24.0
EFFORTS = [
    ("study", gettext_lazy("Study quality: each codec's own settings, slow")),
    ("quick", gettext_lazy("Quick look: fast settings, files some per cent larger")),
]


class CreditForm(forms.Form):
    category = forms.CharField(max_length=50, required=False, validators=[check_cell])
    attribution = forms.CharField(max_length=200, required=False, validators=[check_line])

    def credit(self) -> Credit:
        return Credit(**self.cleaned_data)


class ShelfForm(forms.Form):
    """A folder of the server, and files in it; only what is there can be named."""

    folder = forms.ChoiceField()
    file = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.folders.get(self.data.get("folder", ""))
        self.offered: list[ShelfFile] = list_files(chosen) if chosen else []
        choices(self, "folder").choices = [(name, name) for name in self.folders]
        choices(self, "file").choices = [(file.name, file.name) for file in self.offered]

    @cached_property
    def folders(self) -> dict[str, Path]:
        return list_folders()

    def chosen_files(self) -> list[ShelfFile]:
        return [file for file in self.offered if file.name in self.cleaned_data["file"]]


class PlanForm(forms.Form):
    codec = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Choose at least one codec.")}
    )
    effort = forms.ChoiceField(choices=EFFORTS, initial="study")
    rates = forms.CharField(
        max_length=400, initial=" ".join(f"{bpp:g}" for bpp in DEFAULT_TARGETS_BPP)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runnable = [choice for choice in list_choices() if not choice.reason]
        self.missing = [choice for choice in list_choices() if choice.reason]
        choices(self, "codec").choices = [(choice.name, choice.label) for choice in self.runnable]
        for choice in self.runnable:
            self.fields[f"settings-{choice.name}"] = forms.CharField(max_length=200, required=False)

    def rows(self) -> list[dict[str, Any]]:
        """The table of codecs: each with its box, and with its field of settings."""
        chosen = self["codec"].value() or []
        return [
            {
                "choice": choice,
                "chosen": choice.name in chosen,
                "settings": self[f"settings-{choice.name}"].value() or "",
                "errors": self.errors.get(f"settings-{choice.name}", []) if self.is_bound else [],
            }
            for choice in self.runnable
        ]

    def clean_rates(self) -> tuple[float, ...]:
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["rates"]) if word]
        rates = [read_rate(word) for word in words]
        if not 1 <= len(rates) <= MOST_RATES:
            raise forms.ValidationError(
                _("Give from 1 to %(most)d rates, got %(count)d.")
                % {"most": MOST_RATES, "count": len(rates)}
            )
        if twins := {
            word for word, rate in zip(words, rates, strict=True) if rates.count(rate) > 1
        }:
            raise forms.ValidationError(_("Given twice: %s.") % ", ".join(sorted(twins)))
        return tuple(sorted(rates))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("codec", [])
        known = {choice.name: choice for choice in self.runnable}
        cleaned["specs"] = tuple(self.write_spec(known[name]) for name in chosen)
        return cleaned

    def write_spec(self, choice: CodecChoice) -> str:
        """The codec as the command line names it: ``vvc:preset=faster``."""
        quick = choice.quick if self.cleaned_data.get("effort") == "quick" else ""
        settings = "".join(self.cleaned_data[f"settings-{choice.name}"].split()) or quick
        spec = f"{choice.name}:{settings}" if settings else choice.name
        try:
            parse_codec(spec)
        except (ValueError, TypeError, CodecError) as error:
            self.add_error(f"settings-{choice.name}", str(error))
        return spec

    def plan(self) -> Plan:
        return Plan(codecs=self.cleaned_data["specs"], targets_bpp=self.cleaned_data["rates"])


def read_rate(word: str) -> float:
    try:
        rate = float(f"{float(word):g}")  # as precise as the manifest keeps it
    except ValueError:
        rate = math.nan
    if not 0 < rate <= HIGHEST_BPP:
        raise forms.ValidationError(
            _("“%(word)s” is no rate: expected bits per pixel, above 0 and up to %(most)g.")
            % {"word": word, "most": HIGHEST_BPP}
        )
    return rate


def choices(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field
