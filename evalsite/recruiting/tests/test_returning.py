from __future__ import annotations

import pytest

from evalsite.recruiting.ways import add_panel
from evalsite.studies.models import Recruitment, Session
from evalsite.studies.visits.outcomes import describe_outcome, draw_code
from evalsite.studies.visits.returning import check_return, fill_address
from evalsite.testing import make_open_study
from raters.recruiting import join_rater

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(tmp_path) -> Session:
    study = make_open_study(tmp_path)
    way = add_panel(study, name="lab", id_parameter="who")
    rater = join_rater(channel=way.channel, external_id="a b&c=/ü{id}")
    return Session.objects.create(study=study, recruitment=way, rater=rater, seed=1)


def give(session: Session, outcome: str, given: str):
    Recruitment.objects.filter(pk=session.recruitment_id).update(returns={outcome: given})
    session.recruitment.refresh_from_db()
    session.outcome = outcome
    return describe_outcome(session)


def test_placeholders_are_filled_and_encoded(session) -> None:
    template = "https://panel.example/back/{id}?s={outcome}&c={code}&fixed=1"
    ending = give(session, "completed", template)
    assert ending.return_address == (
        "https://panel.example/back/a%20b%26c%3D%2F%C3%BC%7Bid%7D"
        f"?s=completed&c={draw_code(session)}&fixed=1"
    )
    assert ending.completion_code == ""


def test_only_a_completed_visit_has_a_drawn_code(session) -> None:
    ending = give(session, "device", "https://panel.example/?c={code}")
    assert ending.return_address == "https://panel.example/?c="
    assert give(session, "timed_out", "CODE").completion_code == "CODE"
    session.outcome = "withdrawn"
    assert describe_outcome(session).completion_code == ""


def test_a_panel_without_a_code_gets_a_drawn_one(session) -> None:
    session.outcome = "completed"
    assert describe_outcome(session).completion_code == draw_code(session)


@pytest.mark.parametrize("given", ["C1-DONE_x", "https://panel.example/?a={id}&b={outcome}#{code}"])
def test_codes_and_addresses_are_taken(given) -> None:
    check_return(given)


@pytest.mark.parametrize(
    "given",
    ["", " ", "a\nb", "javascript:alert(1)//", "//evil.example", "https://x.example:{id}/", 3],
)
def test_nothing_else_is(given) -> None:
    with pytest.raises(ValueError, match="expected"):
        check_return(given)


def test_a_value_cannot_bring_placeholders_of_its_own() -> None:
    filled = fill_address("https://p.example/{id}/{code}", id="{code}", outcome="", code="secret")
    assert filled == "https://p.example/%7Bcode%7D/secret"
