"""Consent to flicker: asked for in every visit to a study whose pictures flicker, before anything
does, and recorded apart from the consent to the study."""

from __future__ import annotations

from evalsite.studies.models import Session
from raters.consent import has_consented, record_consent, withdraw_consent
from raters.models import ConsentText

VERSION = "flicker warning 1"  # no study's own version has a space in it
# Fixed once somebody has decided on it: a better text is a new version.
BODY = """\
In this study pictures flicker: a copy and its original take turns in one place, several times a second.

Flicker can bring on seizures in people with photosensitive epilepsy, also in people who never had one. Please do not take part if you or somebody in your close family have had epilepsy or a seizure, if flicker gives you headaches or makes you feel unwell, or if you are very tired.

You can stop the flicker at any time with the Escape key or the button “Stop the flicker”; it stops at once. Stop and look away if you feel dizzy or unwell, if your sight changes, or if an eye or a muscle twitches.

Not to take part is fine, and you need give no reason.
"""  # noqa: E501


def warning_text() -> ConsentText:
    return ConsentText.objects.get_or_create(version=VERSION, defaults={"body": BODY})[0]


def flicker_purpose(session: Session) -> str:
    return f"flicker {session.code.hex}"


def may_flicker(session: Session) -> bool:
    """Whether the rater agreed to what this study needs of him; most studies need nothing."""
    if not session.study.flicker_hz:
        return True
    text, purpose = warning_text(), flicker_purpose(session)
    return has_consented(rater=session.rater, text=text, purpose=purpose)


def decide_flicker(session: Session, *, agreed: bool) -> None:
    """Record the decision; who does not agree, before or in the middle, has ended his visit."""
    record_consent(
        rater=session.rater, text=warning_text(), agreed=agreed, purpose=flicker_purpose(session)
    )
    if not agreed:
        session.finish(Session.Outcome.NO_CONSENT)


def withdraw_flicker(session: Session) -> None:
    if session.study.flicker_hz:
        withdraw_consent(rater=session.rater, text=warning_text(), purpose=flicker_purpose(session))
