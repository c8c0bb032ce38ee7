"""Whether a webhook comes from Prolific, and is fresh.

https://docs.prolific.com/api-reference/webhooks/verifying: the signature is the base64 of the
HMAC-SHA256 of the timestamp's letters followed by the body's bytes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

TIMESTAMP_HEADER = "X-Prolific-Request-Timestamp"
SIGNATURE_HEADER = "X-Prolific-Request-Signature"
EVENT_HEADER = "X-Event-ID"
TIMESTAMP = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)  # UNIX seconds


class HookRefused(Exception):
    """The webhook is not taken; with the status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def sign(*, secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def check_signature(*, secrets: Sequence[str], timestamp: str, body: bytes, signature: str) -> None:
    if not TIMESTAMP.fullmatch(timestamp) or not signature:
        raise HookRefused(400, "no timestamp in UNIX seconds, or no signature")
    expected = [sign(secret=each, timestamp=timestamp, body=body).encode() for each in secrets]
    # Every secret is compared, so that the time it takes tells nothing.
    matching = [each for each in expected if hmac.compare_digest(each, signature.encode())]
    if not matching:
        raise HookRefused(403, "the signature is not of our secret")


def check_age(*, timestamp: str, now_s: float, most_s: int) -> None:
    age_s = now_s - float(timestamp)
    if abs(age_s) > most_s:
        raise HookRefused(403, f"sent {age_s:.0f} s ago, at most {most_s} s either way are taken")
