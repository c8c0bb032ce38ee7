"""The plan a study has so far, to begin the next one with: the same codecs at the same rates."""

from __future__ import annotations

from typing import Any

from evalsite.encoding.choosing import list_choices
from evalsite.studies.models import Condition, Study
from evalsite.studies.stimuli.identifying import find_identities

MOST_RATES = 16


def prefill_plan(study: Study) -> dict[str, Any]:
    """First values of the form. A codec that came from elsewhere, or is another version, is not
    chosen: this server could not go on with it.
    """
    known = find_identities(study)
    ours = {
        choice.name: known[choice.name].settings.replace(" ", ",")
        for choice in list_choices()
        if choice.name in known and known[choice.name].version == choice.version
    }
    settings = {f"settings-{name}": written for name, written in ours.items()}
    rates = list_rates(study)
    words = " ".join(f"{bpp:g}" for bpp in rates)
    return {"codec": list(ours), **settings, **({"rates": words} if rates else {})}


def list_rates(study: Study) -> list[float]:
    """Rates asked for so far; none where they are more than a plan may have."""
    points = study.conditions.filter(role=Condition.Role.RATED, target_bpp__isnull=False)
    rates = {bpp for bpp in points.values_list("target_bpp", flat=True) if bpp is not None}
    return sorted(rates) if len(rates) <= MOST_RATES else []
