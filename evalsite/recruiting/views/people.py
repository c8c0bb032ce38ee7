"""Erasing a person who asked for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evalsite.recruiting.forgetting import erase_person, find_person, sessions_within
from evalsite.recruiting.forms import EraseForm
from evalsite.recruiting.views.owning import owner_only
from evalsite.recruiting.views.page import go_back, show_again
from evalsite.studies.models import Study


@require_POST
@owner_only
def erase(request: HttpRequest, study: Study) -> HttpResponse:
    """Erases what this researcher's studies hold of a person.

    Somebody of another researcher's studies alone looks like nobody: the answer tells nothing.
    """
    form = EraseForm(request.POST, study=study, prefix="erase")
    if not form.is_valid():
        return show_again(request, study, erase=form)
    given = form.cleaned_data
    rater = find_person(channel=given["channel"], external_id=given["external_id"])
    studies = Study.objects.visible_to(request.user)
    if rater is None or not sessions_within(rater, studies).exists():
        said = _("Nobody of this identifier took part in your studies by this way.")
        form.add_error("external_id", said)
        return show_again(request, study, erase=form)
    erased = erase_person(rater, studies=studies)
    said = _("Erased: %(votes)d comparisons in %(sessions)d visits to your studies.")
    return go_back(request, study, said % {"votes": erased.votes, "sessions": erased.sessions})
