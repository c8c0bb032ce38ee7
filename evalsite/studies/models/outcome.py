from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from evalsite.studies.visits.returning import check_return


class Outcome(models.TextChoices):
    """How a session can end. A channel answers to each by its own code or address."""

    COMPLETED = "completed"
    NO_CONSENT = "no_consent"
    DEVICE = "device"
    SCREENED_OUT_COLOUR = "screened_out_colour"
    SCREENED_OUT_ARTEFACT = "screened_out_artefact"
    FAILED_ATTENTION = "failed_attention"
    WITHDRAWN = "withdrawn"
    TIMED_OUT = "timed_out"
    STUDY_FULL = "study_full"
    STUDY_CLOSED = "study_closed"  # it closed while he was at it


FINISHED = (Outcome.COMPLETED, Outcome.FAILED_ATTENTION)  # every comparison is answered
SCREENED_OUT = (Outcome.DEVICE, Outcome.SCREENED_OUT_COLOUR, Outcome.SCREENED_OUT_ARTEFACT)


def check_returns(returns: object) -> None:
    """What a channel answers to outcomes: completion codes or addresses, by outcome."""
    if not isinstance(returns, dict):
        raise ValidationError(f"expected a table of outcomes, got {type(returns).__name__}")
    for outcome, given in returns.items():
        if outcome not in Outcome.values:
            known = ", ".join(Outcome.values)
            raise ValidationError(f"no outcome {outcome!r}, expected one of {known}")
        try:
            check_return(given)
        except ValueError as error:
            raise ValidationError(f"{outcome}: {error}") from None
