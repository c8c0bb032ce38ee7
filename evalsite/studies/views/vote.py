from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from evalsite.studies.forms import VoteForm
from evalsite.studies.models import Session, Trial
from evalsite.studies.trials.refusals import VoteRefused
from evalsite.studies.trials.schedule import BLOCK
from evalsite.studies.trials.training import explain
from evalsite.studies.trials.voting import check_since_planned, is_closed, make_vote
from evalsite.studies.views.posted import posted_vote
from evalsite.studies.views.visit import own_session, touch
from evalsite.studies.visits.browsers import went_on_with
from evalsite.studies.visits.finishing import finish_when_done


@posted_vote
def vote(request: HttpRequest, code: UUID) -> HttpResponse:
    """One answer. `taken` once committed, also for the same answer sent again.

    Also when the study paused or the place was given on meanwhile: what was asked is answered.
    """
    try:
        return take(request, code)
    except IntegrityError:
        # Stored by another request since ours had looked: seen anew, it stands.
        return take(request, code)


@transaction.atomic
def take(request: HttpRequest, code: UUID) -> HttpResponse:
    asked = find_asked(request, code)
    session = asked.session if asked else own_session(request, code, lock=True)
    if session.withdrawn_at is not None or session.outcome == Session.Outcome.NO_CONSENT:
        raise VoteRefused("withdrawn")
    form = VoteForm(request.POST, study=session.study)
    if not form.is_valid():
        raise form.refusal()
    form.check_looking()
    if asked is None:
        raise VoteRefused("no_trial")
    trial = asked
    check_since_planned(trial, form.cleaned_data["response_ms"])
    store(session, trial, form)
    touch(session)
    if trial.position >= session.study.trials_per_session - BLOCK:
        # A rater may close the page on his last answer: it must not cost him the session.
        finish_when_done(session)
    return JsonResponse({"taken": True, **explain(trial, form.cleaned_data["choice"])})


def find_asked(request: HttpRequest, code: UUID) -> Trial | None:
    """The trial with its visit, locked: all in one query. None where anything is amiss.

    Another visit's trial looks as if it did not exist.
    """
    try:
        asked = UUID(request.POST.get("trial", ""))
    except ValueError:
        return None
    trial = Trial.objects.for_a_vote().filter(session__code=code, code=asked).first()
    if trial is not None:
        trial.study = trial.session.study
        if not went_on_with(request, trial.session):
            raise PermissionDenied
    return trial


def store(session: Session, trial: Trial, form: VoteForm) -> None:
    """Store the answer, unless it stands already. Of two different ones the first stands.

    What stood was read before the visit's row was locked: the unique constraint decides.
    """
    choice, stands = form.cleaned_data["choice"], trial.answer  # type: ignore[attr-defined]
    if stands == choice:
        return
    if is_closed(session):
        raise VoteRefused("closed")
    if stands is not None:
        raise VoteRefused("answered")
    make_vote(trial, choice, form.seen(), session.rater.simulated).save(force_insert=True)
