from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from evalsite.studies.models import Study
from evalsite.studies.views.start import own_study

View = Callable[..., HttpResponse]
State = Study.State
UNTIL_CLOSED = {State.DRAFT, State.OPEN, State.PAUSED}


def owner_only(view: View) -> View:
    """Log in, and find the researcher's own study; another's looks as if it did not exist."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **found: Any) -> HttpResponse:
        return view(request, own_study(request.user, slug), **found)

    return login_required(answer)


def only_while(states: set[Study.State]) -> Callable[[View], View]:
    """Refuse a change the study's state no longer allows, and say so on the page."""

    def guard(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, study: Study, **found: Any) -> HttpResponse:
            if study.state not in states:
                said = _("The study is %(state)s: this cannot be changed any more.")
                messages.error(request, said % {"state": study.state})
                return redirect("recruiting:recruiting", slug=study.slug)
            return view(request, study, **found)

        return answer

    return guard
