"""Why somebody cannot be let in, and what he can do: a plain page each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from evalsite.studies.models import Session, Study
from evalsite.studies.visits.arriving import DOUBLED, ELSEWHERE, INCOMPLETE, UNREADABLE, Arrival
from evalsite.studies.visits.outcomes import describe_ending
from evalsite.views import show_problem


def refuse_link(request: HttpRequest, reason: str) -> HttpResponse:
    what = {
        INCOMPLETE: _("This link is not complete: it does not say who invited you."),
        DOUBLED: _("This link names two people or two places to come from."),
        UNREADABLE: _("This link carries a name that nobody can have."),
        ELSEWHERE: _("This link belongs to another study."),
    }[reason]
    todo = _(
        "Open the study again from the page that invited you. If that does not help, please tell "
        "the researcher there that the study's link is wrong, and return your place."
    )
    return show_problem(request, what=what, todo=todo, status=400)


def refuse_not_open(request: HttpRequest, study: Study) -> HttpResponse:
    if study.state == Study.State.CLOSED:
        what = _("This study has ended.")
        todo = _("Thank you for your interest. If you hold a place in it, please return it.")
    else:
        what = _("This study is not open at the moment.")
        todo = _("Please try again later, or ask whoever invited you.")
    return show_problem(request, what=what, todo=todo, status=403)


def refuse_full(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Nobody is stored; the panel's own answer to a full study is given all the same."""
    ending = describe_ending(
        Session.Outcome.STUDY_FULL, arrival.recruitment, external_id=arrival.external_id or ""
    )
    return render(request, "studies/done.html", {"outcome": ending, "step": "done"}, status=403)


def refuse_busy(request: HttpRequest) -> HttpResponse:
    return show_problem(
        request,
        what=_("As many people as this study can take at a time are at it just now."),
        todo=_("Please open your link again in some minutes: places become free all the time."),
        status=403,
    )


def refuse_many(request: HttpRequest) -> HttpResponse:
    """Many have just come from this address: people who share it are asked to wait."""
    response = show_problem(
        request,
        what=_("Many people have begun this study from your network just now."),
        todo=_("Please open your link again in a quarter of an hour."),
        status=429,
    )
    response.headers["Retry-After"] = "900"
    return response


def refuse_other_browser(request: HttpRequest) -> HttpResponse:
    """Somebody of this name has been here; that he is the one, only his own browser can tell."""
    return show_problem(
        request,
        what=_("You have begun or finished this study already, in another browser."),
        todo=_(
            "Please go on in the browser you began in, or open the study again from the page that "
            "invited you. If you hold a second place in it, please return that one."
        ),
        status=403,
    )
