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


def draft_only(view: View) -> View:
    """Log in, find the researcher's own study, and refuse one that is no longer a draft."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **found: Any) -> HttpResponse:
        study = own_study(request.user, slug)
        if study.state != Study.State.DRAFT:
            said = _("“%(title)s” is %(state)s: stimuli go into a draft only.")
            messages.error(request, said % {"title": study.title, "state": study.state})
            return redirect(study)
        return view(request, study, **found)

    return login_required(answer)
