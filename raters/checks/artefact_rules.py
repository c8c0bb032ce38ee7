"""The rules of the artefact check; what a study may ask of them says `raters.rules`."""

from __future__ import annotations

POLICY: dict[str, float] = {
    "practice": 2,  # easy items with feedback, at most 2
    "items_least": 16,
    "items_most": 28,
    "look_every": 4,  # items between two points at which the check may end
    "catch_every": 5,  # one in so many is obvious
    "catches_missed_most": 1,
    "limit": 0.7,  # of the ladder
    "pass_probability": 0.9,
    # Before the last look more is asked, or every look would be another chance for luck.
    "early_probability": 0.95,
    "fail_probability": 0.01,
}
