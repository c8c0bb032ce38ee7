"""The researcher's page "Recruiting": whose it is, quotas, consent, and how it looks."""

from __future__ import annotations

import pytest

from evalsite.recruiting.forms import OUTCOME_WORDS
from evalsite.recruiting.tests.pages import address, addresses, show
from evalsite.recruiting.ways import add_panel, add_prolific
from evalsite.studies.models import Recruitment, Session, Study
from evalsite.testing import make_session, make_study, make_user
from raters.models import ConsentText

pytestmark = pytest.mark.django_db
QUOTAS = {"raters_wanted": 50, "votes_wanted": 4000, "sessions_at_once": ""}


@pytest.fixture
def study() -> Study:
    return make_study()


def test_it_asks_for_log_in(client, study) -> None:
    assert client.get(address(study)).url.startswith("/accounts/login/")
    for place in addresses(study):
        assert client.post(place).url.startswith("/accounts/login/")


def test_another_researchers_study_does_not_exist(client, study) -> None:
    client.force_login(make_user())
    assert client.get(address(study)).status_code == 404
    for place in addresses(study):
        assert client.post(place).status_code == 404
    client.force_login(make_user(is_staff=True))
    assert client.get(address(study)).status_code == 200


def test_deeds_are_posted(owner, study) -> None:
    for place in addresses(study):
        assert owner.get(place).status_code == 405
    assert owner.post(address(study)).status_code == 405


def test_a_way_of_another_study_is_none_of_this_one(owner, study) -> None:
    way = make_study().recruitments.get()
    for name in ("change", "remove"):
        assert owner.post(address(study, name, way.pk)).status_code == 404
    assert owner.post(address(study, "add", "simulated")).status_code == 404


def test_the_page_leads_to_it_and_it_teaches_while_nobody_came(owner, study) -> None:
    assert f'href="{address(study)}"' in owner.get(study.get_absolute_url()).content.decode()
    page = show(owner, study)
    assert "Nobody has come yet" in page and f"http://testserver{study.join_path}" in page
    study.recruitments.get().delete()
    assert "No way in yet" in show(owner, study)


def test_quotas_are_changed_also_while_it_is_open(owner, study) -> None:
    Study.objects.update(state="open", opened_at=study.created_at)
    assert owner.post(address(study, "quotas"), QUOTAS).status_code == 302
    study.refresh_from_db()
    wanted = (study.raters_wanted, study.votes_wanted, study.sessions_at_once)
    assert wanted == (50, 4000, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("raters_wanted", "0", "greater than or equal to 1"),
        ("raters_wanted", "", "required"),
        ("votes_wanted", "many", "whole number"),
        ("sessions_at_once", "0", "greater than or equal to 1"),
        ("raters_wanted", "99999999999", "less than or equal to"),
    ],
)
def test_wrong_quotas_are_refused_beside_their_field(owner, study, field, value, said) -> None:
    reply = owner.post(address(study, "quotas"), {**QUOTAS, field: value})
    assert reply.status_code == 400 and said in reply.content.decode()
    study.refresh_from_db()
    assert study.raters_wanted == 100


def test_editing_the_consent_makes_a_new_version(owner, study) -> None:
    first = study.consent_text
    owner.post(address(study, "write_consent"), {"write-body": "We store your answers.\r\n\r\nOK?"})
    study.refresh_from_db()
    assert study.consent_text != first
    assert study.consent_text.version == f"{study.slug}-1"
    assert study.consent_text.body == "We store your answers.\n\nOK?"
    first.refresh_from_db()
    assert first.body == "You may stop."
    owner.post(address(study, "write_consent"), {"write-body": "We store your answers.\n\nOK? "})
    assert ConsentText.objects.count() == 2, "the same words are the same version"


def test_another_version_is_chosen_among_ones_own(owner, study) -> None:
    own = make_study(owner=study.owner, consent_text=ConsentText.objects.create(version="9"))
    theirs = ConsentText.objects.create(version="theirs", body="x")
    make_study(consent_text=theirs)
    place = address(study, "choose_consent")
    assert owner.post(place, {"choose-text": theirs.pk}).status_code == 400
    assert owner.post(place, {"choose-text": own.consent_text_id}).status_code == 302
    study.refresh_from_db()
    assert study.consent_text.version == "9"
    assert owner.post(address(study, "write_consent"), {"write-body": " "}).status_code == 400


def test_an_open_study_keeps_its_consent_and_a_closed_one_its_ways(owner, study) -> None:
    Study.objects.update(state="open", opened_at=study.created_at)
    page = owner.post(address(study, "write_consent"), {"write-body": "x"}, follow=True)
    assert b"cannot be changed any more" in page.content
    assert "It is fixed since the study was opened" in show(owner, study)
    Study.objects.update(state="closed", closed_at=study.created_at)
    for place in (address(study, "quotas"), address(study, "add", "prolific")):
        assert b"cannot be changed any more" in owner.post(place, QUOTAS, follow=True).content
    Recruitment.objects.update(returns={"device": "CD"})
    page = show(owner, study)
    assert study.recruitments.count() == 1 and "Add a way in" not in page
    assert "<td>Screen does not fit</td><td>CD</td>" in page


def test_places_are_counted_by_way(owner, study) -> None:
    make_session(study, screened=False)
    make_session(study, screened=False).finish("completed")
    make_session(study, screened=False).finish("device")
    page = show(owner, study)
    assert "1 accepted, 1 at it, 100 wanted" in page and "3 visits begun" in page
    assert 'width="0.0200"' in page and 'width="0.0100"' in page


def test_a_study_that_wants_nobody_is_drawn_too(owner, study) -> None:
    Study.objects.update(raters_wanted=0)
    assert "0 accepted, 0 at it, 0 wanted" in show(owner, study)


def test_it_asks_no_more_with_more_ways(owner, study, django_assert_max_num_queries) -> None:
    for number in range(6):
        add_panel(study, name=f"panel-{number}", id_parameter=f"who{number}")
    with django_assert_max_num_queries(24):
        show(owner, study)


def test_no_inline_script_or_style(owner, study) -> None:
    add_prolific(study)
    page = show(owner, study)
    assert "<script>" not in page and " style=" not in page and " onclick=" not in page


def test_every_outcome_has_words() -> None:
    assert list(OUTCOME_WORDS) == Session.Outcome.values
