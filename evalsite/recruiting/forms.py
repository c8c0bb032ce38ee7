from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.recruiting.ways import RESERVED, fixed_outcomes
from evalsite.studies.models import Recruitment, Study
from evalsite.studies.models.study import MOST_PEOPLE
from evalsite.studies.visits import prolific
from evalsite.studies.visits.passes import PARAMETER
from evalsite.studies.visits.returning import check_return
from raters.models import Channel, ConsentText

PARAMETER_NAME = r"^[A-Za-z_][A-Za-z0-9_.-]{0,49}$"
OUTCOME_WORDS = {
    "completed": gettext_lazy("Finished and accepted"),
    "no_consent": gettext_lazy("Did not agree"),
    "device": gettext_lazy("Screen does not fit"),
    "screened_out_colour": gettext_lazy("Colour plates not read"),
    "screened_out_artefact": gettext_lazy("Fine differences not seen"),
    "failed_attention": gettext_lazy("Finished, too many traps missed"),
    "withdrawn": gettext_lazy("Withdrew"),
    "timed_out": gettext_lazy("Went away"),
    "study_full": gettext_lazy("Came when it was full"),
    "study_closed": gettext_lazy("At it when it closed"),
}


class QuotaForm(forms.ModelForm[Study]):
    class Meta:
        model = Study
        fields = ("raters_wanted", "votes_wanted", "sessions_at_once")
        labels = {  # noqa: RUF012
            "raters_wanted": gettext_lazy("Raters wanted"),
            "votes_wanted": gettext_lazy("Comparisons wanted"),
            "sessions_at_once": gettext_lazy("At it at a time, at most"),
        }
        help_texts = {  # noqa: RUF012
            "raters_wanted": gettext_lazy("Accepted ones; running visits hold a place."),
            "votes_wanted": gettext_lazy("Nobody is let in past so many. Empty: no limit."),
            "sessions_at_once": gettext_lazy("Others are asked to come later. Empty: no limit."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            least = 0 if name == "votes_wanted" else 1
            required = name == "raters_wanted"
            self.fields[name] = forms.IntegerField(
                min_value=least,
                max_value=MOST_PEOPLE,
                required=required,
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
            )


class WayForm(forms.Form):
    """Places of one way in, and what it answers to each outcome. What was given stays as it is."""

    def __init__(self, *args: Any, way: Recruitment, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", f"way-{way.pk}")
        super().__init__(*args, **kwargs)
        self.way = way
        self.fields["places"] = forms.IntegerField(
            label=_("Places"),
            help_text=_("Raters wanted by this way. Empty: no limit of its own; 0 closes it."),
            min_value=0,
            max_value=MOST_PEOPLE,
            required=False,
            initial=way.places,
        )
        if way.channel.kind == Channel.Kind.PROLIFIC:
            self.fields["panel_study"] = forms.CharField(
                label=_("Prolific's study ID"),
                help_text=_("From the address of the study at Prolific. Other studies' links are "
                            "then refused."),
                max_length=100,
                required=False,
                initial=way.panel_study,
            )  # fmt: skip
        self.add_outcomes()

    def add_outcomes(self) -> None:
        fixed = fixed_outcomes(self.way) if self.way.channel.kind != Channel.Kind.OPEN else set()
        for outcome in self.outcomes():
            self.fields[outcome] = forms.CharField(
                label=OUTCOME_WORDS[outcome],
                help_text=_("Somebody was given it: it stays.") if outcome in fixed else "",
                max_length=500,
                required=False,
                disabled=outcome in fixed,
                initial=self.way.returns.get(outcome, ""),
                validators=[check_return_field],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.way.channel.kind == Channel.Kind.PROLIFIC:
            codes = {name: prolific.read_code(cleaned.get(name, "")) for name in self.outcomes()}
            cleaned.update(codes)
            if not codes["completed"] and self.way.study.state != Study.State.DRAFT:
                self.add_error("completed", _("The study has opened: people need this one."))
        return cleaned

    def outcomes(self) -> list[str]:
        """An open link has nobody to return to."""
        return [] if self.way.channel.kind == Channel.Kind.OPEN else list(OUTCOME_WORDS)

    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in OUTCOME_WORDS]

    def answers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.outcomes()]

    def save(self) -> None:
        way, given = self.way, self.cleaned_data
        way.places = given["places"]
        way.panel_study = given.get("panel_study", way.panel_study)
        answers = {name: given[name] for name in self.outcomes() if given[name]}
        way.returns = answers
        way.save(update_fields=["places", "panel_study", "returns"])


def check_return_field(given: str) -> None:
    try:
        check_return(given)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class PanelForm(forms.Form):
    """A panel by its own words for a person and a visit."""

    name = forms.SlugField(
        max_length=50,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy(
            "Letters, digits, hyphens. The same panel has one name in all your studies."
        ),
    )
    id_parameter = forms.RegexField(
        PARAMETER_NAME,
        label=gettext_lazy("Parameter that names the person"),
        help_text=gettext_lazy("As the panel calls it, for instance workerId."),
    )
    session_parameter = forms.RegexField(
        PARAMETER_NAME,
        required=False,
        label=gettext_lazy("Parameter that names the visit"),
        help_text=gettext_lazy(
            "If the panel has one that nobody can guess: only with it can people go on in another "
            "browser."
        ),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name in RESERVED:
            raise ValidationError(_("“%(name)s” is taken: use another name.") % {"name": name})
        return name

    def clean_id_parameter(self) -> str:
        return self.check_parameter("id_parameter")

    def clean_session_parameter(self) -> str:
        name = self.check_parameter("session_parameter")
        if name and name == self.cleaned_data.get("id_parameter"):
            raise ValidationError(_("This one names the person already."))
        return name

    def check_parameter(self, field: str) -> str:
        name: str = self.cleaned_data[field]
        if name in {*prolific.PARAMETERS, PARAMETER}:
            said = _("“%(name)s” has a meaning of its own here: use another one.")
            raise ValidationError(said % {"name": name})
        return name


class ChooseConsentForm(forms.Form):
    """One of the versions this researcher's studies use."""

    text = forms.ModelChoiceField(
        ConsentText.objects.none(), label=gettext_lazy("Version"), empty_label=None
    )

    def __init__(self, *args: Any, study: Study, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = Study.objects.visible_to(user).values("consent_text")
        versions = ConsentText.objects.filter(pk__in=used).order_by("version")
        field = self.fields["text"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.initial = versions, study.consent_text_id


class WriteConsentForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "Plain paragraphs. Say what is done, what is stored and for how long, who is "
            "responsible. A change makes a new version."
        ),
    )


class EraseForm(forms.Form):
    """Whom to forget, typed twice: nothing brings it back."""

    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=gettext_lazy("Way in"), to_field_name="name", empty_label=None
    )
    external_id = forms.CharField(
        max_length=100, label=gettext_lazy("The panel's identifier of the person")
    )
    again = forms.CharField(max_length=100, label=gettext_lazy("The identifier once more"))

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ModelChoiceField)
        kinds = [Channel.Kind.PROLIFIC, Channel.Kind.PANEL]
        field.queryset = study.channels.filter(kind__in=kinds)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and cleaned["external_id"] != cleaned["again"]:
            self.add_error("again", _("The two differ: nothing was erased."))
        return cleaned
