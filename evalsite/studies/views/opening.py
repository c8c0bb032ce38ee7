"""Asks before a draft opens: what raters will be shown is then fixed for good."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evalsite.studies.models import Study
from evalsite.studies.overview import codec_rows, count_rated
from evalsite.studies.rules.opening import reasons_not_to_open, window_needs_px
from evalsite.studies.rules.policy import describe_policy
from evalsite.studies.stimuli.twins import find_twins
from evalsite.studies.trials.schedule import votes_of_session
from evalsite.studies.views.start import own_study


@require_safe
@login_required
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    study = own_study(request.user, slug)
    if study.state != Study.State.DRAFT:
        messages.info(
            request, _("It is no draft any more: it is %(state)s.") % {"state": study.state}
        )
        return redirect(study)
    width_px, height_px = window_needs_px(study)
    context = {
        "study": study,
        "reasons": reasons_not_to_open(study),
        "twins": find_twins(study),
        "needs": {"width_px": width_px, "height_px": height_px},
        "stimuli": count_rated(study),
        "sources": study.sources.count(),
        "codecs": codec_rows(study),
        "votes_a_session": votes_of_session(study.trials_per_session),
        "policy": describe_policy(study),
        "channels": ", ".join(study.channels.values_list("name", flat=True)),
    }
    return render(request, "studies/opening.html", context)
