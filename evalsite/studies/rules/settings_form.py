"""The rules of a study as one form: what each check asks, and what a session asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Codec, Study
from evalsite.studies.rules import minutes_field
from evalsite.studies.rules.choosing import presentation_choices
from evalsite.studies.rules.policy import CHECK_NAMES, study_rules, unasked_rules
from evalsite.studies.rules.rule_fields import make_field, read_number
from raters.policies import CHECKS
from raters.rules import Order, broken_orders, rule_of

LONGEST_AWAY_MINUTES = 24 * 60
PICTURES = gettext_lazy("How pictures are shown")
BOOSTED = gettext_lazy("Boosted comparison, for near-lossless studies")
BOOST_FIELDS = ("boost_zoom", "boost_amplify", "flicker_hz")


class CodecField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A study's codecs by their labels, as everywhere on the pages."""

    def label_from_instance(self, codec: Codec) -> str:
        return codec.label


class SettingsForm(forms.ModelForm[Study]):
    """Fields of a check's rules are called `check-rule`."""

    away_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a rater may be away"),
        help_text=gettext_lazy("Then the place goes to somebody else; the votes stay."),
        min_value=5,
        max_value=LONGEST_AWAY_MINUTES,
    )
    accept_percent = forms.FloatField(
        label=gettext_lazy("Traps right to be accepted (paid), %"), min_value=0, max_value=100
    )
    use_percent = forms.FloatField(
        label=gettext_lazy("Traps right for the votes to count, %"), min_value=0, max_value=100
    )

    class Meta:
        model = Study
        fields = [
            "trials_per_session",
            "minutes",
            "sessions_per_rater",
            "presentation",
            "allow_ties",
            "sampler",
            "test_codec",
            *BOOST_FIELDS,
        ]
        field_classes = {"test_codec": CodecField}
        widgets = {"presentation": forms.RadioSelect}
        labels = {
            **minutes_field.LABELS,
            "sessions_per_rater": gettext_lazy("Sessions a rater"),
            "presentation": gettext_lazy("Presentation"),
            "allow_ties": gettext_lazy("Offer “can't tell”"),
            "sampler": gettext_lazy("How pairs are chosen"),
            "test_codec": gettext_lazy("The codec the study is about"),
            "boost_zoom": gettext_lazy("Zoom"),
            "boost_amplify": gettext_lazy("Differences, times as large"),
            "flicker_hz": gettext_lazy("Flicker, changes a second"),
        }
        help_texts = {
            **minutes_field.HELP_TEXTS,
            "test_codec": gettext_lazy(
                "The report's savings are this codec's against each other, and active pairs are "
                "chosen for them: about a third fewer votes than for all codecs alike."
            ),
            "boost_zoom": gettext_lazy("1 – 4 screen pixels a pixel, by repeating it; 1 for none."),
            "boost_amplify": gettext_lazy(
                "1 – 8; 1 for none. Computed in the rater's browser in whole numbers, clipped."
            ),
            "flicker_hz": gettext_lazy(
                "0 for none, or 1 – 15: copy and original take turns in one place. Raters are "
                "warned and asked for a consent of its own first."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        study = self.instance
        minutes_field.offer_minutes(self)
        self.initial.update(
            away_minutes=round(study.away_limit.total_seconds() / 60),
            accept_percent=read_number(round(100 * study.accept_trap_share, 4)),
            flicker_hz=read_number(study.flicker_hz),
            use_percent=read_number(round(100 * study.use_trap_share, 4)),
        )
        choice = cast(forms.ModelChoiceField[Codec], self.fields["test_codec"])
        choice.queryset, choice.empty_label = study.codecs.all(), _("none: all alike")
        self.unasked = {check: unasked_rules(study, check) for check in CHECKS}
        for check, unasked in self.unasked.items():
            self.add_rules(check, unasked)

    def add_rules(self, check: str, unasked: dict[str, float]) -> None:
        for name, value in study_rules(self.instance, check).items():
            # A smaller window would not hold the pictures.
            least = unasked[name] if name.startswith("window_") else None
            rule = rule_of(check, name)
            self.fields[f"{check}-{name}"] = make_field(rule, least)
            # Django draws a box whose value is the number 0 as ticked.
            self.initial[f"{check}-{name}"] = bool(value) if rule.switch else value

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields, in the order of the page."""
        for check, label in CHECK_NAMES.items():
            yield str(label), [self[f"{check}-{name}"] for name in self.unasked[check]]
        yield str(PICTURES), [self["presentation"], self["allow_ties"]]
        yield str(BOOSTED), [self[name] for name in BOOST_FIELDS]
        elsewhere = {"presentation", "allow_ties", *BOOST_FIELDS}
        yield (
            _("Session"),
            [self[name] for name in self.fields if "-" not in name and name not in elsewhere],
        )

    def presentations(self) -> Iterator[tuple[BoundWidget, str, tuple[int, int]]]:
        return presentation_choices(self["presentation"], self.instance)

    def clean_flicker_hz(self) -> float:
        changes_hz: float = self.cleaned_data["flicker_hz"]
        if 0 < changes_hz < 1:
            raise ValidationError(_("0 for none, or 1 to 15 changes a second."))
        return changes_hz

    def clean_sessions_per_rater(self) -> int:
        sessions: int = self.cleaned_data["sessions_per_rater"]
        if sessions < 1:
            raise ValidationError(_("At least 1: a rater comes once or more often."))
        return sessions

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        minutes_field.fill_minutes(cleaned)
        if cleaned.get("use_percent", 100) < cleaned.get("accept_percent", 0):
            said = _("Not below what is accepted: whose votes count is paid.")
            self.add_error("use_percent", said)
        self.refuse_boost_without_original(cleaned)
        for check, names in self.unasked.items():
            rules = {name: cleaned.get(f"{check}-{name}") for name in names}
            for order in broken_orders(check, rules):
                self.add_error(f"{check}-{order.lower}", say_order(order, rules[order.upper]))
        return cleaned

    def refuse_boost_without_original(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("presentation") != Study.Presentation.NO_REFERENCE:
            return
        if cleaned.get("boost_amplify", 1) > 1:
            said = _("Without an original there is no difference to it to enlarge: use 1.")
            self.add_error("boost_amplify", said)
        if cleaned.get("flicker_hz", 0) > 0:
            self.add_error(
                "flicker_hz",
                _("Without an original a copy has no other to flicker against: use 0."),
            )

    def asked_screening(self) -> dict[str, dict[str, float]]:
        """What differs from the checks' own rules: a draft takes over better ones of a later day.

        Opening writes them all down.
        """
        asked: dict[str, dict[str, float]] = {}
        for check, unasked in self.unasked.items():
            for name, usual in unasked.items():
                given = read_number(self.cleaned_data[f"{check}-{name}"])
                if given != usual:
                    asked.setdefault(check, {})[name] = given
        return asked

    def save(self, commit: bool = True) -> Study:
        study = self.instance
        study.away_limit = timedelta(minutes=self.cleaned_data["away_minutes"])
        study.accept_trap_share = self.cleaned_data["accept_percent"] / 100
        study.use_trap_share = self.cleaned_data["use_percent"] / 100
        study.screening = self.asked_screening()
        return super().save(commit)


def say_order(order: Order, most: float | None) -> str:
    said = _("At most %(most)s, as “%(rule)s” says.")
    if order.strict:
        said = _("Less than %(most)s, as “%(rule)s” says.")
    return said % {"most": most, "rule": rule_of(order.check, order.upper).label}
