from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from evalsite.recruiting.tests.prolific import SECRET, Prolific
from evalsite.recruiting.ways import write_link
from evalsite.studies.models import Recruitment, Session, Study
from evalsite.testing import make_open_study
from raters.models import Channel

CODES = {outcome: f"C{number}X" for number, outcome in enumerate(Session.Outcome.values)}


@pytest.fixture(autouse=True)
def webhook_secret(settings: Any) -> None:
    settings.PROLIFIC_WEBHOOK_SECRETS = [SECRET]


@pytest.fixture
def study(tmp_path: Any) -> Study:
    """An open study that recruits by Prolific, with a code for every outcome."""
    channel = Channel.objects.create(name="prolific", kind=Channel.Kind.PROLIFIC)
    study = make_open_study(tmp_path, channel=channel)
    Recruitment.objects.update(returns=CODES)
    return study


@pytest.fixture
def prolific(study: Study) -> Prolific:
    link = write_link(f"https://site.example{study.join_path}", study.channels.get())
    return Prolific(study_link=link, codes={code: outcome for outcome, code in CODES.items()})


@pytest.fixture
def owner(client: Client, study: Study) -> Client:
    """The browser of the researcher whose study it is."""
    client.force_login(study.owner)
    return client
