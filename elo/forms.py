from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elo.models import FitRun
from evalsite.studies.models import Study


class FitForm(forms.Form):
    """How to fit. What is not asked is as recommended."""

    model = forms.ChoiceField(label=_("Model"), choices=FitRun.Model.choices, required=False)
    pool_rates = forms.BooleanField(
        label=_("Take each codec’s scores to lie on a smooth, rising curve over its rates"),
        required=False,
    )
    leave_out = forms.BooleanField(label=_("Leave them out"), required=False)
    reason = forms.CharField(
        label=_("Why, as the report will say"), max_length=300, required=False, strip=True
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = FitRun.objects.filter(study=study).done().first()
        self.suggested = latest.suggested if latest else []

    def clean_model(self) -> str:
        return str(self.cleaned_data["model"] or FitRun.Model.FULL)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pool_rates") and cleaned.get("model") != FitRun.Model.FULL:
            self.add_error("pool_rates", _("The model full alone can: choose it, or untick this."))
        if cleaned.get("leave_out") and not self.suggested:
            raise forms.ValidationError(_("The latest report suggests nobody to leave out."))
        if cleaned.get("leave_out") and not cleaned.get("reason"):
            self.add_error("reason", _("Say why: the report states it."))
        return cleaned

    def without(self) -> list[str]:
        """Codes of the raters to leave out."""
        return self.suggested if self.cleaned_data["leave_out"] else []


class CompareForm(forms.Form):
    """Two finished fits, of studies that the researcher may see."""

    first = forms.ModelChoiceField(
        label=_("First"), queryset=FitRun.objects.none(), to_field_name="code", empty_label=None
    )
    second = forms.ModelChoiceField(
        label=_("Second"), queryset=FitRun.objects.none(), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, study: Study, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = FitRun.objects.visible_to(user).done().select_related("study")
        self.fields["first"].queryset = runs.filter(study=study)  # type: ignore[attr-defined]
        self.fields["second"].queryset = runs  # type: ignore[attr-defined]
        # The latest against the one before, the oldest question of all.
        own = list(runs.filter(study=study)[:2])
        if len(own) == 2:
            self.initial = {"first": own[1].code, "second": own[0].code}
        for field in self.fields.values():
            field.label_from_instance = name_run  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            raise forms.ValidationError(_("That is the same fit twice: choose two."))
        return cleaned


def name_run(run: FitRun) -> str:
    """What a list of fits calls one."""
    many = "rater" if len(run.without) == 1 else "raters"
    less = f", {len(run.without)} {many} left out" if run.without else ""
    how = f"{run.model}, rates pooled" if run.pool_rates else run.model
    return f"{run.study.title}: {how}, {run.created_at:%Y-%m-%d %H:%M}, seed {run.seed}{less}"
