"""Ways into a study, from the researcher's page "Recruiting"."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.recruiting.tests.pages import address, show
from evalsite.recruiting.ways import add_panel, add_prolific
from evalsite.studies.models import Recruitment, Study
from evalsite.testing import make_open_study, make_session, make_study, make_user
from raters.models import Channel
from raters.recruiting import join_rater

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    return make_study()


def test_prolific_is_added_with_its_placeholders_and_warns_without_a_code(owner, study) -> None:
    owner.post(address(study, "add", "prolific"))
    page = show(owner, study)
    filled = "?PROLIFIC_PID={{%PROLIFIC_PID%}}&amp;STUDY_ID={{%STUDY_ID%}}&amp;SESSION_ID="
    assert filled in page and "No completion code yet" in page
    again = owner.post(address(study, "add", "prolific"), follow=True).content.decode()
    assert "already" in again and study.recruitments.count() == 2


def test_a_draft_without_prolifics_code_does_not_open(owner, study) -> None:
    way = add_prolific(study)
    said = "Prolific has no completion code yet"
    opening = reverse("studies:opening", args=[study.slug])
    assert said in owner.get(opening).content.decode()
    Recruitment.objects.filter(pk=way.pk).update(returns={"completed": "C1"})
    assert said not in owner.get(opening).content.decode()


def test_codes_and_places_are_saved_and_prolifics_address_is_its_code(owner, study) -> None:
    way = add_prolific(study)
    prefix = f"way-{way.pk}"
    sent = {
        f"{prefix}-places": "30",
        f"{prefix}-panel_study": "60aabb",
        f"{prefix}-completed": "https://app.prolific.com/submissions/complete?cc=C1DONE",
        f"{prefix}-device": "CDEV",
        f"{prefix}-timed_out": " ",
    }
    assert owner.post(address(study, "change", way.pk), sent).status_code == 302
    way.refresh_from_db()
    assert (way.places, way.panel_study) == (30, "60aabb")
    assert way.returns == {"completed": "C1DONE", "device": "CDEV"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("C1 DONE", "expected a code"),
        ("http://panel.example/", "expected a code"),
        ("https://{id}.example/", "expected a code"),
        ("https://a@panel.example/", "expected a code"),
        ("https://", "expected a code"),
        ("https://panel.example/?who={who}", "braces are for {id}, {outcome}, {code} only"),
        ("https://panel.example/?who={id", "braces are for"),
        ("x" * 501, "at most 500"),
    ],
)
def test_an_answer_that_is_none_is_refused_beside_its_field(owner, study, given, said) -> None:
    way = add_panel(study, name="lab", id_parameter="who")
    sent = {f"way-{way.pk}-completed": given}
    reply = owner.post(address(study, "change", way.pk), sent)
    page = reply.content.decode()
    assert reply.status_code == 400 and said in page
    assert f'id="id_way-{way.pk}-completed_error"' in page
    way.refresh_from_db()
    assert way.returns == {}


def test_what_somebody_was_given_never_changes(owner, tmp_path) -> None:
    study = make_open_study(tmp_path, owner=make_user())
    owner.force_login(study.owner)
    way = add_prolific(study)
    way.returns = {"completed": "C1", "device": "CD"}
    way.save()
    rater = join_rater(channel=way.channel, external_id="p1")
    session = make_session_by(way, rater)
    session.finish("completed")
    assert "Somebody was given it: it stays." in show(owner, study)
    prefix = f"way-{way.pk}"
    sent = {f"{prefix}-completed": "OTHER", f"{prefix}-device": "CD2", f"{prefix}-timed_out": "CT"}
    owner.post(address(study, "change", way.pk), sent)
    way.refresh_from_db()
    assert way.returns == {"completed": "C1", "device": "CD2", "timed_out": "CT"}


def test_an_opened_study_keeps_prolifics_code(owner, study) -> None:
    way = add_prolific(study)
    Recruitment.objects.filter(pk=way.pk).update(returns={"completed": "C1"})
    Study.objects.update(state="open", opened_at=study.created_at)
    reply = owner.post(address(study, "change", way.pk), {f"way-{way.pk}-places": "3"})
    assert reply.status_code == 400 and "people need this one" in reply.content.decode()
    way.refresh_from_db()
    assert (way.returns, way.places) == ({"completed": "C1"}, None)


def make_session_by(way: Recruitment, rater):
    study = way.study
    kept = study.recruitments.exclude(pk=way.pk)
    kept.delete()
    return make_session(study, rater=rater)


def test_a_panels_own_code_is_fixed_once_shown(owner, tmp_path) -> None:
    study = make_open_study(tmp_path)
    owner.force_login(study.owner)
    way = add_panel(study, name="lab", id_parameter="who")
    session = make_session_by(way, join_rater(channel=way.channel, external_id="a"))
    session.finish("completed")
    owner.post(address(study, "change", way.pk), {f"way-{way.pk}-completed": "LATER"})
    way.refresh_from_db()
    assert way.returns == {}


PANEL = {"panel-name": "lab", "panel-id_parameter": "who", "panel-session_parameter": "visit"}


def test_a_panel_is_added_by_its_words(owner, study) -> None:
    owner.post(address(study, "add", "panel"), PANEL)
    assert f"http://testserver{study.join_path}?who=PERSON&amp;visit=VISIT" in show(owner, study)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "required"),
        ("name", "prolific", "is taken"),
        ("name", "no slug", "valid"),
        ("id_parameter", "PROLIFIC_PID", "a meaning of its own"),
        ("id_parameter", "rehearsal", "a meaning of its own"),
        ("id_parameter", "a&b", "valid"),
        ("session_parameter", "who", "names the person already"),
        ("id_parameter", "member", "told apart by member"),
        ("name", "pool", "has other parameters"),
    ],
)
def test_a_wrong_panel_is_refused_beside_its_field(owner, study, field, value, said) -> None:
    add_panel(study, name="pool", id_parameter="member")
    reply = owner.post(address(study, "add", "panel"), {**PANEL, f"panel-{field}": value})
    assert reply.status_code == 400 and said in reply.content.decode()
    assert not Channel.objects.filter(name="lab").exists() and study.recruitments.count() == 2


def test_panels_of_one_name_are_each_researchers_own(owner, study) -> None:
    theirs = make_study()
    add_panel(theirs, name="lab", id_parameter="secretWord")
    reply = owner.post(address(study, "add", "panel"), PANEL, follow=True)
    assert "secretWord" not in reply.content.decode()
    ours = study.recruitments.get(channel__name="lab").channel
    assert ours != theirs.channels.get(name="lab") and ours.owner == study.owner
    second = make_study(owner=study.owner)
    assert add_panel(second, name="lab", id_parameter="who", session_parameter="visit").channel == (
        ours
    )


def test_a_way_nobody_used_can_be_removed_and_a_used_one_not(owner, study) -> None:
    way = study.recruitments.get()
    session = make_session(study, screened=False)
    assert "Remove this way in" not in show(owner, study)
    page = owner.post(address(study, "remove", way.pk), follow=True).content.decode()
    assert "it stays in the study" in page and study.recruitments.exists()
    session.delete()
    owner.post(address(study, "remove", way.pk))
    assert not study.recruitments.exists()
