from __future__ import annotations

import pytest

from evalsite.studies.models import Session, Trial
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.testing import log_in_rater, make_open_study, make_session


@pytest.fixture
def session(client, tmp_path) -> Session:
    """A rater past every check, whose browser is the test's client."""
    session = make_session(make_open_study(tmp_path))
    log_in_rater(client, session)
    return session


@pytest.fixture
def trial(session) -> Trial:
    return unanswered_trials(session)[0]
