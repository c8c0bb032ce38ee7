from __future__ import annotations

from typing import Any

from django import forms

from evalsite.studies.models import Study, Vote
from evalsite.studies.trials.refusals import VoteRefused
from evalsite.studies.trials.voting import Seen
from evalsite.studies.written import NumberField, TruthField, WholeField

# A page may stand open over a weekend: what is larger is stored as this, and the vote is taken.
LONGEST_MS = 24 * 60 * 60 * 1000
MOST_TIMES = 100_000
LIMITS = {
    **dict.fromkeys(("response_ms", "time_a_ms", "time_b_ms"), LONGEST_MS),
    **dict.fromkeys(("flips", "lost_focus"), MOST_TIMES),
}
# The page lets nobody answer before each picture was on screen for so long: the fastest reaction
# of a person to anything at all takes about 100 ms.
LEAST_SEEN_MS = 100
ROUNDING_MS = 4  # each time is rounded on its own
NARROWEST_PX, WIDEST_PX = 32, 100_000
PROBLEMS = {
    "choice": "choice",
    **dict.fromkeys(("response_ms", "time_a_ms", "time_b_ms"), "times"),
    **dict.fromkeys(("viewport_width_px", "viewport_height_px", "device_pixel_ratio"), "screen"),
    **dict.fromkeys(("pixel_exact", "flicker_hz"), "screen"),
}


class VoteForm(forms.Form):
    """An answer as the page sends it, with what it measured."""

    trial = forms.UUIDField()
    choice = forms.ChoiceField(choices=Vote.Choice.choices)
    response_ms = WholeField()
    time_a_ms = WholeField()
    time_b_ms = WholeField()
    flips = WholeField()
    zoomed = TruthField()
    lost_focus = WholeField()
    viewport_width_px = WholeField(NARROWEST_PX, WIDEST_PX)
    viewport_height_px = WholeField(NARROWEST_PX, WIDEST_PX)
    device_pixel_ratio = NumberField(0.1, 50)
    pixel_exact = TruthField(unsaid=None)
    flicker_hz = NumberField(0, 1000, required=False)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alternates = study.presentation != Study.Presentation.SIDE_BY_SIDE
        choices = Vote.Choice.values if study.allow_ties else [Vote.Choice.A, Vote.Choice.B]
        expected = f"expected one of {', '.join(choices)}"
        self.fields["choice"] = forms.ChoiceField(
            choices=[(each, each) for each in choices], error_messages={"invalid_choice": expected}
        )

    def refusal(self) -> VoteRefused:
        """The first thing that is wrong, as what the vote is refused for."""
        name, found = next(iter(self.errors.as_data().items()))
        said = f"{name}: {found[0].messages[0]}"
        return VoteRefused(PROBLEMS.get(name, "fields"), said)

    def check_looking(self) -> None:
        """Refuse what no one clock could have measured while somebody saw both pictures."""
        seen = self.cleaned_data
        sides_ms = (seen["time_a_ms"], seen["time_b_ms"])
        if min(sides_ms) < LEAST_SEEN_MS:
            said = f"time_a_ms, time_b_ms: expected {LEAST_SEEN_MS} or more of each"
            raise VoteRefused("unseen", said)
        if self.alternates and not seen["flips"]:
            raise VoteRefused("unseen", "flips: expected 1 or more, as A and B take turns")
        on_screen_ms = sum(sides_ms) if self.alternates else max(sides_ms)
        if on_screen_ms > seen["response_ms"] + ROUNDING_MS:
            said = "time_a_ms, time_b_ms: expected no more than response_ms"
            raise VoteRefused("times", said + (" together" if self.alternates else ""))

    def seen(self) -> Seen:
        """What was measured, each within its limit."""
        sent = {name: self.cleaned_data[name] for name in Seen.__dataclass_fields__}
        bounded = {name: min(sent[name], limit) for name, limit in LIMITS.items()}
        return Seen(**{**sent, **bounded})
