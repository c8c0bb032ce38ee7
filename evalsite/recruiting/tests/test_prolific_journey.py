"""Prolific end to end, against a stand-in of its documented interface."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from evalsite.recruiting.tests.conftest import CODES
from evalsite.recruiting.tests.prolific import Submission
from evalsite.studies.models import Recruitment, Session, Study, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.testing import make_open_study, pass_checks, vote_fields
from raters.models import Rater, ScreeningAttempt
from raters.policies import CHECKS, freeze_policy
from raters.testing import make_rater

pytestmark = pytest.mark.django_db
AGREE = {"decision": "agree"}
BACK = re.compile(r'href="(https://app\.prolific\.com/[^"]+)"')


def arrive(client: Client, prolific, submission: Submission, decision: str = "agree"):
    link = prolific.fill_link(submission)
    assert b"Do you agree?" in client.get(link).content
    return client.post(link, {"decision": decision}, follow=True)


def session_of(submission: Submission) -> Session:
    return Session.objects.get(panel_session=submission.code)


def fail_check(session: Session, check: str) -> None:
    """What a check that was not passed leaves; the checks themselves are tested in raters."""
    for name in list(CHECKS)[: list(CHECKS).index(check) + 1]:
        ScreeningAttempt.objects.create(
            rater=session.rater,
            check_name=name,
            policy=freeze_policy(name, {}),
            seed=1,
            return_path="/",
            finished_at=now(),
            outcome=CHECKS[name].failed if name == check else "passed",
        )


def answer_all(client: Client, session: Session, *, right: bool) -> None:
    other = {"a": "b", "b": "a", "": "a"}
    while trials := unanswered_trials(session):
        for trial in trials:
            choice = trial.expected or "a" if right else other[trial.expected]
            sent = vote_fields(trial=trial.code, choice=choice)
            assert client.post(reverse("studies:vote", args=[session.code]), sent).status_code < 300


def end_by_checks(check: str):
    return lambda client, session, prolific, submission: fail_check(session, check)


def end_by_answers(*, right: bool):
    def end(client, session, prolific, submission) -> None:
        pass_checks(session.rater)
        answer_all(client, session, right=right)

    return end


def withdraw(client, session, prolific, submission) -> None:
    client.post(reverse("studies:withdraw"), {"session": session.code})


def return_at_prolific(client, session, prolific, submission) -> None:
    assert prolific.tell(submission, "RETURNED").status_code == 204


ENDS = {
    "completed": end_by_answers(right=True),
    "failed_attention": end_by_answers(right=False),
    "device": end_by_checks("device"),
    "screened_out_colour": end_by_checks("colour"),
    "screened_out_artefact": end_by_checks("artefact"),
    "withdrawn": withdraw,
    "timed_out": return_at_prolific,
}


@pytest.mark.parametrize("outcome", ENDS)
def test_every_outcome_goes_back_with_its_own_code(client, prolific, outcome) -> None:
    submission = Submission()
    arrive(client, prolific, submission)
    session = session_of(submission)
    assert session.rater.external_id == submission.participant and session.finished_at is None
    ENDS[outcome](client, session, prolific, submission)
    page = client.get(session.get_absolute_url(), follow=True).content.decode()
    session.refresh_from_db()
    assert session.outcome == outcome
    (address,) = BACK.findall(page)
    assert prolific.take_back(address, submission) == outcome
    assert [code for code in CODES.values() if f">{code}<" in page] == [CODES[outcome]]


def test_who_does_not_agree_goes_back_with_its_code(client, prolific) -> None:
    submission = Submission()
    page = arrive(client, prolific, submission, "decline").content.decode()
    assert prolific.take_back(*BACK.findall(page), submission) == "no_consent"


def test_a_full_study_gives_its_code_and_stores_nobody(client, prolific, study) -> None:
    Study.objects.update(raters_wanted=1)
    arrive(Client(), prolific, Submission())
    submission = Submission()
    page = client.get(prolific.fill_link(submission))
    assert page.status_code == 403
    assert prolific.take_back(*BACK.findall(page.content.decode()), submission) == "study_full"
    assert Rater.objects.count() == 1


def test_all_outcomes_are_covered() -> None:
    assert {*ENDS, "no_consent", "study_full", "study_closed"} == set(Session.Outcome.values)


def test_no_page_of_a_visit_carries_a_name_of_prolific(client, prolific) -> None:
    submission = Submission()
    page = arrive(client, prolific, submission)
    text = page.content.decode() + str(page.redirect_chain)
    assert submission.participant not in text and submission.code not in text


def test_on_another_browser_the_running_submission_goes_on(client, prolific) -> None:
    submission = Submission()
    arrive(client, prolific, submission)
    other = Client()
    reply = other.get(prolific.fill_link(submission))
    assert reply.url == session_of(submission).get_absolute_url()
    assert other.get(reply.url).status_code == 302


@pytest.mark.parametrize("finished", [False, True])
def test_a_participants_name_alone_opens_nothing(client, prolific, finished) -> None:
    submission = Submission()
    arrive(client, prolific, submission)
    session = session_of(submission)
    if finished:
        session.finish(Session.Outcome.COMPLETED)
    stranger, guess = Client(), prolific.fill_link(Submission(participant=submission.participant))
    for reply in (stranger.get(guess), stranger.post(guess, AGREE)):
        assert reply.status_code == 403 and b"in another browser" in reply.content
        assert CODES["completed"].encode() not in reply.content
    assert stranger.get(session.get_absolute_url()).status_code == 403
    assert stranger.get(reverse("studies:withdraw")).status_code == 403
    assert Session.objects.count() == 1


def test_taking_part_elsewhere_in_a_persons_name_does_not_open_his_visits(
    client, prolific, study, tmp_path
) -> None:
    submission = Submission()
    arrive(client, prolific, submission)
    session = session_of(submission)
    other = make_twin(study, tmp_path)
    stranger, guess = Client(), Submission(participant=submission.participant)
    link = prolific.fill_link(guess).replace(str(study.code), str(other.code))
    assert stranger.post(link, AGREE).status_code == 302
    assert stranger.get(session.get_absolute_url()).status_code == 403
    page = stranger.get(reverse("studies:withdraw")).content.decode()
    assert other.title in page and study.title not in page
    sent = {"session": session.code}
    assert stranger.post(reverse("studies:withdraw"), sent).status_code == 404


def test_the_same_browser_goes_on_under_a_new_submission(client, prolific) -> None:
    first = Submission()
    arrive(client, prolific, first)
    session = session_of(first)
    second = Submission(participant=first.participant)
    assert client.get(prolific.fill_link(second)).url == session.get_absolute_url()
    prolific.tell(first, "RETURNED")
    session.refresh_from_db()
    assert (session.panel_session, session.outcome) == (second.code, "")


def test_coming_back_after_being_screened_out_is_the_finished_page(client, prolific) -> None:
    submission = Submission()
    arrive(client, prolific, submission)
    fail_check(session_of(submission), "colour")
    client.get(session_of(submission).get_absolute_url())
    for browser in (client, Client()):
        link = prolific.fill_link(submission)
        for reply in (browser.get(link, follow=True), browser.post(link, AGREE, follow=True)):
            assert b"did not read as expected" in reply.content
    assert Session.objects.count() == 1


def test_who_was_screened_out_meets_no_plates_in_the_next_study(
    client, prolific, study, tmp_path
) -> None:
    first = Submission()
    arrive(client, prolific, first)
    fail_check(session_of(first), "colour")
    other, second = make_twin(study, tmp_path), Submission(participant=first.participant)
    link = prolific.fill_link(second).replace(str(study.code), str(other.code))
    client.post(link, AGREE, follow=True)
    visit = session_of(second)
    # A screen is looked at anew in every session; the plates are not shown a second time.
    looks = ScreeningAttempt.objects.running().filter(rater=visit.rater)
    assert [each.check_name for each in looks] == ["device"]
    looks.update(started_at=now(), finished_at=now(), outcome="passed")
    page = client.get(visit.get_absolute_url(), follow=True).content
    assert b"did not read as expected" in page
    assert ScreeningAttempt.objects.filter(check_name="colour").count() == 1


def make_twin(study: Study, folder) -> Study:
    """Another open study that recruits by the same channel."""
    return make_open_study(folder / "twin", channel=study.channels.get())


def test_a_returned_submission_frees_its_place_and_keeps_its_votes(client, prolific, study) -> None:
    Study.objects.update(raters_wanted=1)
    submission = Submission()
    arrive(client, prolific, submission)
    session = session_of(submission)
    pass_checks(session.rater)
    sent = vote_fields(trial=unanswered_trials(session)[0].code)
    assert client.post(reverse("studies:vote", args=[session.code]), sent).status_code == 200
    assert Client().get(prolific.fill_link(Submission())).status_code == 403
    prolific.tell(submission, "TIMED-OUT")
    assert Client().get(prolific.fill_link(Submission())).status_code == 200
    assert Vote.objects.filter(trial__session=session).count() == 1


def test_an_abandoned_visit_frees_its_place_by_itself(prolific, study) -> None:
    Study.objects.update(raters_wanted=1)
    submission = Submission()
    arrive(Client(), prolific, submission)
    Session.objects.update(last_seen_at=now() - timedelta(hours=3))
    assert Client().get(prolific.fill_link(Submission())).status_code == 200
    assert session_of(submission).outcome == "timed_out"


def test_a_link_of_another_study_at_prolific_is_refused(client, prolific) -> None:
    Recruitment.objects.update(panel_study="another")
    page = client.get(prolific.fill_link(Submission()))
    assert page.status_code == 400 and b"belongs to another study" in page.content
    Recruitment.objects.update(panel_study=prolific.study)
    assert client.get(prolific.fill_link(Submission())).status_code == 200


def test_a_stranger_of_the_same_channel_is_somebody_else(client, prolific, study) -> None:
    make_rater(channel=study.channels.get(), external_id="somebody")
    arrive(client, prolific, Submission())
    assert Rater.objects.count() == 2
