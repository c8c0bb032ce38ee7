"""The page "Live" of a study, what it asks for every few seconds, and its figures' data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evalsite.live.describing import describe_now, describe_page, look_at
from evalsite.live.forms import PEOPLE, SIMULATED
from evalsite.live.panels.page import PANELS
from evalsite.studies.views.raters import LIBRARIES
from evalsite.studies.views.start import own_study


@require_safe
@never_cache
@login_required
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """A width that makes no sense is refused beside its field; the rest of the page stands."""
    look = look_at(own_study(request.user, slug), request.GET)
    wrong = not look.width.is_valid()
    context = {**describe_page(look), "libraries": LIBRARIES}
    return render(request, "live/live.html", context, status=400 if wrong else 200)


@require_safe
@never_cache
@login_required
def now(request: HttpRequest, slug: str) -> HttpResponse:
    look = look_at(own_study(request.user, slug), request.GET)
    if not look.width.is_valid():
        problems = [error for errors in look.width.errors.values() for error in errors]
        return JsonResponse({"problem": " ".join(map(str, problems))}, status=400)
    return JsonResponse(describe_now(look))


@require_safe
@login_required
def data(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The rows behind one figure."""
    if name not in PANELS:
        raise Http404
    look = look_at(own_study(request.user, slug), request.GET)
    response = HttpResponse(PANELS[name](look.live).write_csv(), content_type="text/csv")
    kind = SIMULATED if look.live.simulated else PEOPLE
    named = f'attachment; filename="{slug}-live-{name}-{kind}.csv"'
    response.headers["Content-Disposition"] = named
    return response
