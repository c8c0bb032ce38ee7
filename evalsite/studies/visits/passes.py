"""Join addresses for bots of our own.

Each carries a pass that only this installation can sign; it leads into the simulated channel, which
no other address reaches, so that no bot's answer is taken for a person's.
"""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner

from evalsite.studies.models import Study

PARAMETER = "rehearsal"
VALID_S = 6 * 60 * 60
PASSES = TimestampSigner(salt="evalsite.rehearsal")


def draw_join_path(study: Study, name: str) -> str:
    """A join address for one bot of this name."""
    return f"{study.join_path}?{PARAMETER}={PASSES.sign(f'{study.code.hex}.{name}')}"


def read_pass(study: Study, signed: str) -> str | None:
    """The bot's name, if the pass is ours, for this study, and not too old."""
    try:
        code, _, name = PASSES.unsign(signed, max_age=VALID_S).partition(".")
    except BadSignature:
        return None
    return name if code == study.code.hex else None
