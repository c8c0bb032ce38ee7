"""The consent text of a draft: another version, or a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evalsite.recruiting.consents import choose_text, write_text
from evalsite.recruiting.forms import ChooseConsentForm, WriteConsentForm
from evalsite.recruiting.views.owning import only_while, owner_only
from evalsite.recruiting.views.page import go_back, show_again
from evalsite.studies.models import Study


@require_POST
@owner_only
@only_while({Study.State.DRAFT})
def choose(request: HttpRequest, study: Study) -> HttpResponse:
    form = ChooseConsentForm(request.POST, study=study, user=request.user, prefix="choose")
    if not form.is_valid():
        return show_again(request, study, choose=form)
    choose_text(study, form.cleaned_data["text"])
    return go_back(request, study, say_version(study))


@require_POST
@owner_only
@only_while({Study.State.DRAFT})
def write(request: HttpRequest, study: Study) -> HttpResponse:
    form = WriteConsentForm(request.POST, prefix="write")
    if not form.is_valid():
        return show_again(request, study, write=form)
    write_text(study, form.cleaned_data["body"], request.user)
    return go_back(request, study, say_version(study))


def say_version(study: Study) -> str:
    said = _("Raters agree to version %(version)s now.")
    return said % {"version": study.consent_text.version}
