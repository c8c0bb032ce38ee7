from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Codec, Study

PEOPLE, SIMULATED = "people", "simulated"
RECENT, WHOLE = "recent", "whole"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see."""

    simulated: bool = False
    recent: bool = False  # votes a minute of the last hours, or of the whole study
    width_points: float | None = None  # of the saving's interval, in percentage points
    against: str = ""  # name of the codec whose interval it is; the widest if empty


class LookForm(forms.Form):
    """The address's own words; nonsense in it counts as nothing."""

    who = forms.ChoiceField(choices=[(PEOPLE, PEOPLE), (SIMULATED, SIMULATED)], required=False)
    span = forms.ChoiceField(choices=[(RECENT, RECENT), (WHOLE, WHOLE)], required=False)
    known = forms.IntegerField(min_value=0, max_value=2**62, required=False)


class WidthForm(forms.Form):
    """How narrow an interval somebody wants, and of which saving."""

    width = forms.FloatField(
        label=gettext_lazy("Wanted width, percentage points"),
        required=False,
        min_value=0.1,
        max_value=100,
        error_messages={
            name: gettext_lazy("The width must be a number from 0.1 to 100 percentage points.")
            for name in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(self, study: Study, data: QueryDict) -> None:
        super().__init__(data)
        # Where none is named, any codec may be asked of: which one the fits are about may change.
        codecs = [codec for codec in study.codecs.all() if codec.pk != study.test_codec_id]
        self.against = [("", _("the widest")), *((codec.name, codec.label) for codec in codecs)]
        self.fields["against"] = forms.ChoiceField(
            label=_("Saving against"),
            required=False,
            choices=self.against,
            error_messages={
                "invalid_choice": _(
                    "“%(value)s” is no codec that the study's own one is compared with."
                )
            },
        )

    def leave_out(self, about: Codec | None) -> None:
        """Do not offer the codec that the last fit is about against itself."""
        offered = [(name, label) for name, label in self.against if not about or name != about.name]
        cast(forms.ChoiceField, self.fields["against"]).choices = offered


def read_asked(form: LookForm, width: WidthForm, *, only_bots: bool) -> Asked:
    """People where any came, unless the address asks for bots."""
    form.full_clean()
    width.full_clean()
    look, wanted = form.cleaned_data, width.cleaned_data  # of an invalid form, what is valid
    who = look.get("who") or (SIMULATED if only_bots else PEOPLE)
    return Asked(
        simulated=who == SIMULATED,
        recent=look.get("span") == RECENT,
        width_points=wanted.get("width"),
        against=wanted.get("against", ""),
    )
