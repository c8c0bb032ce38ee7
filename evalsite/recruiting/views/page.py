"""The page "Recruiting": the ways in, how far each has come, and the quotas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evalsite.recruiting.describing import describe_page
from evalsite.recruiting.forms import QuotaForm
from evalsite.recruiting.views.owning import UNTIL_CLOSED, only_while, owner_only
from evalsite.studies.models import Study


@require_safe
@owner_only
def recruiting(request: HttpRequest, study: Study) -> HttpResponse:
    return render(request, "recruiting/recruiting.html", describe_page(request, study))


def show_again(request: HttpRequest, study: Study, **bound: Any) -> HttpResponse:
    """The page with what is wrong said beside the fields, and at the top where to find it."""
    study.refresh_from_db()  # a form that was refused has written into it
    page = describe_page(request, study, **bound)
    page["wrong"] = [field for form in bound.values() for field in form if field.errors]
    return render(request, "recruiting/recruiting.html", page, status=400)


def go_back(request: HttpRequest, study: Study, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("recruiting:recruiting", slug=study.slug)


@require_POST
@owner_only
@only_while(UNTIL_CLOSED)
def quotas(request: HttpRequest, study: Study) -> HttpResponse:
    form = QuotaForm(request.POST, instance=study)
    if not form.is_valid():
        return show_again(request, study, quotas=form)
    study.save(update_fields=list(form.Meta.fields))
    return go_back(request, study, _("The quotas are changed."))
