from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Study
from evalsite.studies.rules import minutes_field
from evalsite.studies.rules.choosing import presentation_choices

MOST_LETTERS = 50  # of a slug


class NewStudyForm(forms.ModelForm[Study]):
    """What a researcher decides first. The model's own rules hold; everything else has defaults."""

    class Meta:
        model = Study
        fields = [
            "title",
            "slug",
            "crop_width_px",
            "crop_height_px",
            "presentation",
            "trials_per_session",
            "minutes",
            "raters_wanted",
            "pay",
            "contact",
        ]
        widgets = {"presentation": forms.RadioSelect}
        labels = {
            "title": gettext_lazy("Title"),
            "slug": gettext_lazy("Short name"),
            "crop_width_px": gettext_lazy("Width of the window, pixels"),
            "crop_height_px": gettext_lazy("Height of the window, pixels"),
            "presentation": gettext_lazy("How pictures are shown"),
            **minutes_field.LABELS,
            "raters_wanted": gettext_lazy("Raters wanted"),
            "pay": gettext_lazy("Pay, in words"),
            "contact": gettext_lazy("Contact"),
        }
        help_texts = {
            "title": gettext_lazy("Raters read it: name no codec."),
            "slug": gettext_lazy(
                "For addresses and commands: letters, digits, hyphens. Left empty, it is made "
                "from the title."
            ),
            "crop_width_px": gettext_lazy("What raters see of each photograph, 1:1."),
            "crop_height_px": gettext_lazy(
                "One to three of them stand side by side on the screen."
            ),
            **minutes_field.HELP_TEXTS,
            "pay": gettext_lazy("For instance “4 pounds”; empty if nothing is paid."),
            "contact": gettext_lazy("Who is responsible and answers raters' questions."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["presentation"].required = False
        minutes_field.offer_minutes(self)

    def presentations(self) -> Iterator[tuple[BoundWidget, str, tuple[int, int]]]:
        return presentation_choices(self["presentation"], Study())

    def clean_presentation(self) -> str:
        """What a form of before does not ask is as usual."""
        return self.cleaned_data["presentation"] or Study.Presentation.FLIP_WITH_REFERENCE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "title" in cleaned and cleaned.get("slug") == "":
            cleaned["slug"] = derive_slug(cleaned["title"])
            if not cleaned["slug"]:
                said = _("No short name can be made from this title: give one.")
                self.add_error("slug", said)
        return cleaned


def derive_slug(title: str) -> str:
    """A short name from the title that no study has yet; empty where it has no Latin letter."""
    first = slugify(title)[: MOST_LETTERS - 4].strip("-")
    taken = set(Study.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    tried = [first, *(f"{first}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in tried if name not in taken) if first else ""
