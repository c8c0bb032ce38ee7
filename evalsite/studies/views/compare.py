from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from evalsite.studies.models import Study, Trial
from evalsite.studies.rules import presenting
from evalsite.studies.rules.opening import largest_crop_px, window_needs_px
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.views.visit import own_session, touch
from evalsite.studies.visits.browsers import held_visits
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.studies.visits.journey import next_path


@require_safe
@never_cache
@ensure_csrf_cookie
def compare(request: HttpRequest, code: UUID) -> HttpResponse:
    """The trial page: an empty frame that fetches its trials and sends its votes."""
    session = own_session(request, code)
    here = next_path(session, holds=held_visits(request))
    if here != request.path:
        return redirect(here)
    width_px, height_px = window_needs_px(session.study)
    context = {
        "session": session,
        "study": session.study,
        "window_width_px": width_px,
        "window_height_px": height_px,
        "room_height_px": session.study.boost_zoom * largest_crop_px(session.study)[1],
        **describe_page(session.study),
    }
    return render(request, "studies/compare.html", context)


def describe_page(study: Study) -> dict[str, object]:
    """What stands where, and every word that goes with the study's presentation."""
    how = presenting.presenting_of(study)
    return {
        "presenting": how,
        "places": [(place, presenting.place_label(place)) for place in how.places],
        "first_label": presenting.place_label(how.turns[0]) if how.turns else "",
        "choices": presenting.answer_words(study),
        "begin": presenting.say_begin(study),
        "counts": presenting.say_counts(study),
        "look_first": presenting.say_look_first(study),
        "flicker_hz": f"{study.flicker_hz:g}",  # a comma of the rater's language would be no number
    }


@require_safe
@never_cache
def block(request: HttpRequest, code: UUID) -> HttpResponse:
    """The trials to show next; none left means go to `next`."""
    session = own_session(request, code)
    if next_path(session, holds=held_visits(request)) != reverse("studies:compare", args=[code]):
        return JsonResponse({"trials": [], "next": session.get_absolute_url()})
    touch(session)
    pictures = presenting.presenting_of(session.study).pictures
    trials = [describe_trial(trial, pictures) for trial in unanswered_trials(session)]
    if not trials:
        finish_when_done(session)
    return JsonResponse(
        {
            "trials": trials,
            "total": session.study.trials_per_session,
            "next": session.get_absolute_url(),
        }
    )


def describe_trial(trial: Trial, pictures: Sequence[str]) -> dict[str, object]:
    """What the page needs and nothing else: no kind, no stimulus, no expected answer."""
    return {
        "code": str(trial.code),
        "number": trial.position + 1,
        "practice": trial.position < 0,
        "width": trial.crop.width_px,
        "height": trial.crop.height_px,
        **{name: reverse("studies:image", args=[trial.code, name]) for name in pictures},
    }
