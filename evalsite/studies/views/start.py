from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evalsite.studies.models import Study
from evalsite.studies.overview import codec_rows, summarise_studies
from evalsite.studies.progress import find_under_way, tell_runs
from evalsite.studies.rules.opening import StudyRefused, close_study, open_study, pause_study
from evalsite.studies.watching.steps import session_funnels

DEEDS: dict[str, Callable[[Study], None]] = {
    "open": open_study,
    "pause": pause_study,
    "close": close_study,
}


def own_study(user: AbstractBaseUser | AnonymousUser, slug: str) -> Study:
    """A study this researcher may see; another's looks as if it did not exist."""
    studies = Study.objects.visible_to(user).prefetch_related("fit_runs")
    return get_object_or_404(studies, slug=slug)


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    studies = list(Study.objects.visible_to(request.user).prefetch_related("fit_runs"))
    return render(request, "studies/start.html", {"cards": summarise_studies(studies)})


@require_safe
@login_required
def study(request: HttpRequest, slug: str) -> HttpResponse:
    found = own_study(request.user, slug)
    runs = tell_runs(found)
    context = {
        "study": found,
        "card": summarise_studies([found])[0],
        "funnels": session_funnels(found),
        "codecs": codec_rows(found),
        "runs": runs,
        "under_way": find_under_way(runs),
        "use_share": f"{found.use_trap_share:.0%}",
        "join_address": request.build_absolute_uri(found.join_path),
    }
    return render(request, "studies/study.html", context)


@require_safe
@never_cache
@login_required
def fitting(request: HttpRequest, slug: str) -> JsonResponse:
    """How far the fit under way is, for the page that waits for it; empty when none is."""
    under_way = find_under_way(tell_runs(own_study(request.user, slug)))
    return JsonResponse({"state": under_way.state if under_way else ""})


@require_safe
@login_required
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks before what cannot be undone."""
    found = own_study(request.user, slug)
    running = found.sessions.running().count()
    return render(request, "studies/close.html", {"study": found, "running": running})


@require_POST
@login_required
def change(request: HttpRequest, slug: str, deed: str) -> HttpResponse:
    """Open, pause or close. A refusal says why and changes nothing."""
    if deed not in DEEDS:
        raise Http404
    found = own_study(request.user, slug)
    if deed == "close" and request.POST.get("name") != found.slug:
        messages.error(request, f"“{found.title}”: not closed. Type {found.slug} to close it.")
        return redirect("studies:close", slug=slug)
    try:
        DEEDS[deed](found)
    except StudyRefused as refusal:
        messages.error(request, f"“{found.title}”: not changed. {refusal}")
    else:
        messages.success(request, f"“{found.title}” is now {found.state}.")
    return redirect(found)
