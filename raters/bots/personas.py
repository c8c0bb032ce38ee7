"""Kinds of people, and of pretenders, that a screening meets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """How somebody sees and answers."""

    eye: str = "normal"  # a name of raters.proving.eyes
    threshold: float = 0.35  # strength of an artefact seen in 75 % of items
    lapse: float = 0.02  # share of answers given at random
    button: int | None = None  # always the same answer, whatever is shown
    half_chroma: bool = False  # the screen comes over a remote desktop with 4:2:0 chroma


PERSONAS: dict[str, Persona] = {
    "normal": Persona(),
    "expert": Persona(threshold=0.2, lapse=0.01),
    "protanope": Persona(eye="protanope_brettel"),
    "deuteranope": Persona(eye="deuteranope_brettel"),
    "guesser": Persona(lapse=1.0),
    "one_button": Persona(button=0),
    "lapsing": Persona(lapse=0.3),
    "remote_desktop": Persona(half_chroma=True),
}
