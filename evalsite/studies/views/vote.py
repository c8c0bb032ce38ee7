from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from evalsite.studies.forms import VoteForm
from evalsite.studies.models import Session, Trial
from evalsite.studies.trials.refusals import VoteRefused
from evalsite.studies.trials.schedule import BLOCK
from evalsite.studies.trials.training import explain
from evalsite.studies.trials.voting import check_since_planned, is_closed, make_vote
from evalsite.studies.views.posted import posted_vote
from evalsite.studies.views.visit import own_session, touch
from evalsite.studies.visits.finishing import finish_when_done


@posted_vote
@transaction.atomic
def vote(request: HttpRequest, code: UUID) -> HttpResponse:
    """One answer. `taken` once committed, also for the same answer sent again.

    Also when the study paused or the place was given on meanwhile: what was asked is answered.
    """
    session = own_session(request, code, lock=True)
    if session.withdrawn_at is not None:
        raise VoteRefused("withdrawn")
    form = VoteForm(request.POST, study=session.study)
    if not form.is_valid():
        raise form.refusal()
    form.check_looking()
    trial = find_trial(session, form.cleaned_data["trial"])
    check_since_planned(trial, form.cleaned_data["response_ms"])
    store(session, trial, form)
    touch(session)
    if trial.position >= session.study.trials_per_session - BLOCK:
        # A rater may close the page on his last answer: it must not cost him the session.
        finish_when_done(session)
    return JsonResponse({"taken": True, **explain(trial, form.cleaned_data["choice"])})


def find_trial(session: Session, code: UUID) -> Trial:
    """A trial of this visit. Another visit's looks as if it did not exist."""
    trial = Trial.objects.for_a_vote().filter(session=session, code=code).first()
    if trial is None:
        raise VoteRefused("no_trial")
    trial.study = session.study
    return trial


def store(session: Session, trial: Trial, form: VoteForm) -> None:
    """Store the answer, unless it stands already. Of two different ones the first stands.

    The trial was read after the visit's row was locked: what stands now is what it said. Were
    it ever not, the unique constraint fails the request, and the page sends the vote again.
    """
    choice, stands = form.cleaned_data["choice"], trial.answer  # type: ignore[attr-defined]
    if stands == choice:
        return
    if is_closed(session):
        raise VoteRefused("closed")
    if stands is not None:
        raise VoteRefused("answered")
    make_vote(trial, choice, form.seen(), session.rater.simulated).save(force_insert=True)
