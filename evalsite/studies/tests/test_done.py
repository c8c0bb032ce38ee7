"""The last page: what is said to somebody whom no panel's page invited."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.recruiting.ways import add_panel
from evalsite.studies.models import Session
from evalsite.studies.rules.opening import close_study
from evalsite.testing import log_in_rater, make_open_study, make_session
from raters.recruiting import join_rater

pytestmark = pytest.mark.django_db
SCREENED = ("device", "screened_out_colour", "screened_out_artefact")


def last_page(client, session: Session) -> str:
    log_in_rater(client, session)
    return client.get(reverse("studies:done", args=[session.code])).content.decode()


def finish(client, study, outcome: str) -> str:
    session = make_session(study)
    session.finish(outcome)
    return last_page(client, session)


def test_a_code_of_an_open_link_is_to_be_kept(client, tmp_path) -> None:
    study = make_open_study(tmp_path, pay="4 pounds", contact="lab@example.org")
    page = finish(client, study, "completed")
    assert "Keep it: it shows that you have finished" in page
    assert "What it pays: 4 pounds" in page and "ask lab@example.org" in page
    assert "invited you" not in page


@pytest.mark.parametrize("outcome", Session.Outcome.values)
def test_no_end_of_an_open_link_sends_to_a_page_that_is_not_there(
    client, tmp_path, outcome
) -> None:
    page = finish(client, make_open_study(tmp_path), outcome)
    assert "invited you" not in page and "invitation" not in page
    wonders = outcome in {"completed", "study_closed", *SCREENED}
    assert ("Taking part in this study is not paid." in page) == wonders


def test_who_is_stopped_by_the_closing_may_close_the_page(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, pay="4 pounds"))
    close_study(session.study)
    session.refresh_from_db()
    page = last_page(client, session)
    assert "This study has ended" in page and "You may close this page." in page
    assert "ask whoever sent you the link" in page and "completion code" not in page


def test_a_panel_keeps_its_words(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    way = add_panel(study, name="lab", id_parameter="who")
    rater = join_rater(channel=way.channel, external_id="somebody")
    for number, (outcome, said) in enumerate(
        [("completed", "at the page that invited you"), ("device", "as the invitation says"),
         ("study_closed", "if you hold a place, give it back")]
    ):  # fmt: skip
        session = Session.objects.create(
            study=study, recruitment=way, rater=rater, seed=1, number=number + 1
        )
        session.finish(outcome)
        page = last_page(client, session)
        assert said in page and "pays" not in page
