"""Plain pages for what went wrong: a sentence what, a sentence what to do, no stack trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def show_problem(request: HttpRequest, *, what: str, todo: str, status: int) -> HttpResponse:
    return render(request, "problem.html", {"what": what, "todo": todo}, status=status)


def refuse_forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not request.COOKIES:
        what = _("Your browser does not keep cookies for this site, and the study needs one.")
        todo = _("Allow cookies for this site, go back, reload the page and try again.")
    else:
        what = _("This page was open for too long.")
        todo = _("Go back, reload the page and try again.")
    return show_problem(request, what=what, todo=todo, status=403)


def refuse_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_problem(
        request,
        what=_("Your browser sent something this page cannot read."),
        todo=_("Go back, reload the page and try again."),
        status=400,
    )


def refuse_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_problem(
        request,
        what=_("This page belongs to somebody else, or your link has expired."),
        todo=_("Open the link you were invited with again, or log in with another account."),
        status=403,
    )


def report_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_problem(
        request,
        what=_("There is no page at this address."),
        todo=_("Open the link you were invited with again, or go back to the start page."),
        status=404,
    )


def report_failure(request: HttpRequest) -> HttpResponse:
    return show_problem(
        request,
        what=_("Something went wrong on our side; it has been noted."),
        todo=_("Nothing you answered is lost. Wait a moment and reload the page."),
        status=500,
    )
