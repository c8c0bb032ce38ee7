"""A rule of a check as a field of a form, and back."""

from __future__ import annotations

from typing import Any

from django import forms

from raters.rules import Rule


def make_field(rule: Rule, least: float | None = None) -> forms.Field:
    """A number with its bounds, or a box to tick. `least` is a floor above the rule's own."""
    if rule.switch:
        return forms.BooleanField(label=rule.label, required=False)
    low = rule.low if least is None else least
    bounds: dict[str, Any] = {"min_value": low, "max_value": rule.high}
    between = f"{low:,} – {rule.high:,} {rule.unit}".strip()
    if rule.whole:
        return forms.IntegerField(label=rule.label, help_text=between, **bounds)
    any_step = forms.NumberInput(attrs={"step": "any"})
    return forms.FloatField(label=rule.label, help_text=between, widget=any_step, **bounds)


def read_number(value: Any) -> float:
    """Whole numbers are stored as such: two spellings of one rule would be two rules."""
    return int(value) if value == int(value) else float(value)
