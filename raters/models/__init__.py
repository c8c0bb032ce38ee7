from raters.models.bank import ArtefactItem
from raters.models.consent import Consent, ConsentText
from raters.models.rater import Channel, Rater
from raters.models.screening import ScreeningAnswer, ScreeningAttempt

__all__ = [
    "ArtefactItem",
    "Channel",
    "Consent",
    "ConsentText",
    "Rater",
    "ScreeningAnswer",
    "ScreeningAttempt",
]
