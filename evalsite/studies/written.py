"""Form fields that take a value only as a page of ours writes it.

No sign, space, exponent or digit of another script: whatever else comes was not measured there.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms


class WrittenField(forms.Field):
    written: re.Pattern[str]
    expected: str

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if not self.written.fullmatch(value):
            raise forms.ValidationError(f"expected {self.expected}")
        return self.read(value)

    def read(self, text: str) -> Any:
        raise NotImplementedError


class WholeField(WrittenField):
    """A whole number within its bounds; without a `most`, of up to 16 digits."""

    written = re.compile(r"[0-9]{1,16}")

    def __init__(self, least: int = 0, most: int | None = None) -> None:
        super().__init__()
        self.least, self.most = least, most
        self.expected = f"a whole number from {least}" + (f" to {most}" if most else "")

    def read(self, text: str) -> int:
        number = int(text)
        if number < self.least or (self.most is not None and number > self.most):
            raise forms.ValidationError(f"expected {self.expected}")
        return number


class NumberField(WrittenField):
    """A number within its bounds, with a point where it has a fraction."""

    written = re.compile(r"[0-9]{1,4}(\.[0-9]{1,20})?")

    def __init__(self, least: float, most: float, *, required: bool = True) -> None:
        super().__init__(required=required)
        self.least, self.most = least, most
        self.expected = f"a number from {least:g} to {most:g}"

    def read(self, text: str) -> float:
        number = float(text)
        if not self.least <= number <= self.most:
            raise forms.ValidationError(f"expected {self.expected}")
        return number


class TruthField(WrittenField):
    """The word true or false; `unsaid` where neither was sent."""

    written = re.compile("true|false")
    expected = "true or false"

    def __init__(self, *, unsaid: bool | None = False) -> None:
        super().__init__(required=False)
        self.unsaid = unsaid

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return self.unsaid if said is None else said

    def read(self, text: str) -> bool:
        return text == "true"
