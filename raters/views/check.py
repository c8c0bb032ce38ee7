"""One address for a whole check: the server decides which item is due, so none can be skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from raters.answering import Turn, current_item, open_turn, record_answer
from raters.forms import (
    AnswerForm,
    BlindSpotForm,
    CandidateForm,
    CardForm,
    KeypadForm,
    ScreenForm,
)
from raters.models import ScreeningAttempt
from raters.views.owning import own_attempt
from raters.views.showing import describe_turn


class SeeOther(HttpResponseRedirect):
    status_code = 303


@dataclass(frozen=True, slots=True)
class Page:
    template: str
    form: type[AnswerForm]
    step: str  # of the stepper


KEYPAD_PLATE = Page("raters/plate.html", KeypadForm, "colours")
CANDIDATES = Page("raters/artefact.html", CandidateForm, "details")
# (check, kind of item) -> its page
PAGES: dict[tuple[str, str], Page] = {
    ("device", "screen"): Page("raters/screen.html", ScreenForm, "screen"),
    ("device", "patch"): Page("raters/patch.html", KeypadForm, "screen"),
    ("device", "card"): Page("raters/card.html", CardForm, "screen"),
    ("device", "blind_spot"): Page("raters/blind_spot.html", BlindSpotForm, "screen"),
    ("colour", "control"): KEYPAD_PLATE,
    ("colour", "practice"): KEYPAD_PLATE,
    ("colour", "scored"): KEYPAD_PLATE,
    ("colour", "tritan"): KEYPAD_PLATE,
    ("artefact", "practice"): CANDIDATES,
    ("artefact", "scored"): CANDIDATES,
    ("artefact", "catch"): CANDIDATES,
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, code: UUID) -> HttpResponse:
    attempt = own_attempt(request, code)
    if request.method == "POST":
        take_answer(request, attempt)
        return SeeOther(attempt.get_absolute_url())
    turn = None if attempt.finished_at else open_turn(attempt)
    if turn is None:
        return SeeOther(attempt.return_path)
    return show_turn(request, attempt, turn)


def take_answer(request: HttpRequest, attempt: ScreeningAttempt) -> None:
    """Store an answer to the item that is due. One to any other is dropped: it was answered."""
    plain = AnswerForm(request.POST)
    if not plain.is_valid():
        raise BadRequest(f"not an answer: {plain.errors.as_json()}")
    answer = current_item(attempt, plain.cleaned_data["position"])
    if answer is None:
        return
    form = PAGES[attempt.check_name, answer.item["kind"]].form(request.POST)
    if not form.is_valid():
        raise BadRequest(f"not an answer: {form.errors.as_json()}")
    record_answer(answer, given=form.given(), response_ms=form.cleaned_data["response_ms"])


def show_turn(request: HttpRequest, attempt: ScreeningAttempt, turn: Turn) -> HttpResponse:
    page = PAGES[attempt.check_name, turn.due.item["kind"]]
    context: dict[str, Any] = {
        "attempt": attempt,
        "policy": attempt.policy,
        "step": page.step,
        "minutes_left": attempt.minutes_left,
        "position": turn.due.position,
        **describe_turn(attempt, turn),
    }
    return render(request, page.template, context)
