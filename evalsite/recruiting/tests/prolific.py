"""A stand-in of Prolific: what its documentation says it does, and nothing more.

It gives participants and submissions names, fills the placeholders of the study link, takes people
back by a completion code, and signs webhooks; a forger and a replayer are among its friends.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from evalsite.recruiting.signing import sign

SECRET = "a secret of the workspace"
HOOK = "/hooks/prolific/"
HOST = "app.prolific.com"


def draw_id() -> str:
    """Prolific's names are 24 hexadecimal digits."""
    return secrets.token_hex(12)


@dataclass
class Submission:
    participant: str = field(default_factory=draw_id)
    code: str = field(default_factory=draw_id)
    status: str = "ACTIVE"


@dataclass
class Prolific:
    study_link: str  # as the researcher pasted it
    codes: dict[str, str]  # completion code -> the researcher's label of it
    study: str = field(default_factory=draw_id)
    secret: str = SECRET

    def fill_link(self, submission: Submission) -> str:
        """The study link as this participant opens it, relative to the site."""
        names = {
            "PROLIFIC_PID": submission.participant,
            "STUDY_ID": self.study,
            "SESSION_ID": submission.code,
        }
        filled = re.sub(r"\{\{%(\w+)%\}\}", lambda found: names[found[1]], self.study_link)
        return urlsplit(filled)._replace(scheme="", netloc="").geturl()

    def take_back(self, address: str, submission: Submission) -> str:
        """What a participant's coming back means to the researcher: the code's label."""
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.path) == ("https", HOST, "/submissions/complete")
        (code,) = parse_qs(parts.query)["cc"]
        submission.status = "AWAITING REVIEW"
        return self.codes[code]

    def write_event(self, submission: Submission, status: str) -> bytes:
        event = {
            "resource_id": submission.code,
            "event_type": "submission.status.change",
            "participant_id": submission.participant,
            "status": status,
        }
        return json.dumps(event).encode()

    def tell(self, submission: Submission, status: str, **kwargs):
        """Send the webhook of a status change."""
        submission.status = status
        return self.send(self.write_event(submission, status), **kwargs)

    def send(self, body: bytes, *, secret: str | None = None, age_s: float = 0, event: str = ""):
        timestamp = str(int(time.time() - age_s))
        signature = sign(secret=secret or self.secret, timestamp=timestamp, body=body)
        return post(body, timestamp=timestamp, signature=signature, event=event or draw_id())


def post(body: bytes, *, timestamp: str, signature: str, event: str = ""):
    """A bare POST as anybody can send it. Cookies and CSRF tokens are no part of it."""
    headers = {
        "X-Prolific-Request-Timestamp": timestamp,
        "X-Prolific-Request-Signature": signature,
        "X-Event-ID": event,
    }
    sent = {name: value for name, value in headers.items() if value}
    client = Client(enforce_csrf_checks=True)
    return client.post(HOOK, body, content_type="application/json", headers=sent)
