"""Why a vote is not taken: every reason there is, with its status. The page goes on after each."""

from __future__ import annotations

# problem -> (status, one sentence). What was sent is never repeated: it may be anything.
REFUSALS: dict[str, tuple[int, str]] = {
    "fields": (400, "A vote was expected as form fields, each of them once."),
    "choice": (400, "The choice was expected to be a or b, or tie where the study allows it."),
    "times": (400, "The times were expected in whole ms, as one clock would measure them."),
    "unseen": (400, "Both pictures were expected to have been on screen."),
    "screen": (400, "The window was expected in device pixels, as a screen would have it."),
    "signed_out": (403, "This browser does not hold the visit."),
    "token": (403, "The token of this site's own page was expected in X-CSRFToken."),
    "no_visit": (404, "There is no such visit."),
    "no_trial": (404, "No trial of this visit has that code."),
    "method": (405, "A vote was expected to be posted."),
    "answered": (409, "The trial has another answer already, and the first one stands."),
    "withdrawn": (410, "The answers of this visit have been withdrawn."),
    "closed": (410, "The study has closed."),
    "too_large": (413, "A vote was expected to be at most 16384 bytes."),
    "content_type": (415, "A vote was expected as form fields, urlencoded or multipart."),
}


class VoteRefused(Exception):
    """A vote that is not taken, for one of the reasons above; `where` names field and bounds."""

    def __init__(self, problem: str, where: str = "") -> None:
        self.problem = problem
        self.status, reason = REFUSALS[problem]
        self.reason = where or reason
        super().__init__(f"{problem}: {self.reason}")
