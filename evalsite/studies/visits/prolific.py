"""Prolific as its documentation describes it: parameters, placeholders, the way back, statuses.

https://docs.prolific.com/api-reference/studies/the-study-object
https://docs.prolific.com/api-reference/webhooks/receiving
"""

from __future__ import annotations

from urllib.parse import quote

from evalsite.studies.models import Study
from raters.models import Channel

PERSON, STUDY, VISIT = "PROLIFIC_PID", "STUDY_ID", "SESSION_ID"
PARAMETERS = (PERSON, STUDY, VISIT)
WAY_BACK = "https://app.prolific.com/submissions/complete?cc="


def write_query() -> str:
    """The end of the study's address, for Prolific to put its own names into."""
    return "&".join(f"{name}={{{{%{name}%}}}}" for name in PARAMETERS)


def write_way_back(code: str) -> str:
    return WAY_BACK + quote(code, safe="")


def read_code(given: str) -> str:
    """The code in the address that Prolific shows beside it; a code by itself stays as it is."""
    return given.removeprefix(WAY_BACK)


def lacks_code(study: Study) -> bool:
    """Whether people of Prolific would finish with nothing to show for it there."""
    ways = study.recruitments.filter(channel__kind=Channel.Kind.PROLIFIC)
    return any("completed" not in returns for returns in ways.values_list("returns", flat=True))
