"""The page "New study": a draft from a few words."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evalsite.studies.creating import create_study
from evalsite.studies.new_form import NewStudyForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    form = NewStudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            study = create_study(owner=request.user, **form.cleaned_data)
        except ValidationError as error:  # another took the address at this moment
            form.add_error(None, error.messages)
        else:
            said = _("“%(title)s” is a draft now. Add its stimuli next.")
            messages.success(request, said % {"title": study.title})
            return redirect(study)
    status = 400 if request.method == "POST" else 200
    return render(request, "studies/new.html", {"form": form}, status=status)
