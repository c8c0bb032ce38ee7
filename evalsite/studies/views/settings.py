"""A study's rules: a form while it is a draft, words for good afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evalsite.studies.models import Study
from evalsite.studies.rules.policy import describe_policy
from evalsite.studies.rules.settings_form import SettingsForm
from evalsite.studies.views.start import own_study


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    study = own_study(request.user, slug)
    if request.method == "POST":
        return save(request, study)
    if study.state != Study.State.DRAFT:
        return show(request, {"study": study, "policy": describe_policy(study)})
    return show(request, {"study": study, "form": SettingsForm(instance=study)})


@transaction.atomic
def save(request: HttpRequest, study: Study) -> HttpResponse:
    """Store the rules, unless the study opened since the form was shown."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    form = SettingsForm(request.POST, instance=study)
    if not form.is_valid() and study.state == Study.State.DRAFT:
        return show(request, {"study": study, "form": form}, status=400)
    try:
        refuse_unless_draft(study)
        form.save()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The settings are saved."))
    return redirect("studies:settings", slug=study.slug)


def refuse_unless_draft(study: Study) -> None:
    if study.state != Study.State.DRAFT:
        raise ValidationError(
            _("Not changed: the study has been open, and its rules are fixed since then.")
        )


def show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "studies/settings.html", context, status=status)
