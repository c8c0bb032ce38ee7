"""The page "Raters" of a study, the data behind its figures, and one rater."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evalsite.studies.models import Study
from evalsite.studies.views.start import own_study
from evalsite.studies.watching.watch import Watch, count_kinds, short_code
from raters.models import Rater

LIBRARIES = [
    f"vendor/{name}.min.js" for name in ("vega-6.4.0", "vega-lite-6.5.0", "vega-embed-7.3.0")
]
PEOPLE, SIMULATED = "people", "simulated"
# Figures of answers that simulated votes come without.
OF_CHECKS = ("plates", "items", "thresholds")


class WhoForm(forms.Form):
    """Whom the page is about."""

    who = forms.ChoiceField(choices=[(PEOPLE, PEOPLE), (SIMULATED, SIMULATED)], required=False)


def watch_of(request: HttpRequest, study: Study, counts: dict[bool, int]) -> Watch:
    """People where any came, unless the address asks for bots; nonsense in it counts as nothing."""
    form = WhoForm(request.GET)
    asked = form.cleaned_data["who"] if form.is_valid() else ""
    only_bots = bool(counts[True]) and not counts[False]
    return Watch(study, asked == SIMULATED if asked else only_bots)


# What draws is loaded with the first picture: no page of a rater's waits for it, nor keeps it.


@require_safe
@login_required
def raters(request: HttpRequest, slug: str) -> HttpResponse:
    from evalsite.studies.watching.page import show_figures

    study = own_study(request.user, slug)
    counts = count_kinds(study)
    watch = watch_of(request, study, counts)
    figures = show_figures(watch)
    unchecked = watch.simulated and not any(each.rows for each in figures if each.name in OF_CHECKS)
    if unchecked:
        figures = [each for each in figures if each.name not in {*OF_CHECKS, "times"}]
    context = {
        "study": study,
        "people": counts[False],
        "bots": counts[True],
        "simulated": watch.simulated,
        "who": SIMULATED if watch.simulated else PEOPLE,
        "figures": figures,
        "unchecked": unchecked,
        "libraries": LIBRARIES,
    }
    return render(request, "studies/raters.html", context)


@require_safe
@login_required
def data(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The rows behind one figure. Raters go by their short code; no panel's name is in it."""
    from evalsite.studies.watching.page import FIGURES

    if name not in FIGURES:
        raise Http404
    study = own_study(request.user, slug)
    watch = watch_of(request, study, count_kinds(study))
    figure = FIGURES[name](watch)
    response = HttpResponse(figure.write_csv(), content_type="text/csv")
    kind = SIMULATED if watch.simulated else PEOPLE
    named = f'attachment; filename="{study.slug}-{name}-{kind}.csv"'
    response.headers["Content-Disposition"] = named
    return response


@require_safe
@login_required
def rater(request: HttpRequest, slug: str, code: UUID) -> HttpResponse:
    from evalsite.studies.watching.person import checks_of, show_curve, visits_of

    study = own_study(request.user, slug)
    found = get_object_or_404(Rater.objects.filter(sessions__study=study).distinct(), code=code)
    context = {
        "study": study,
        "rater": found,
        "short": short_code(found.code),
        "visits": visits_of(study, found),
        "checks": checks_of(study, found),
        "figure": show_curve(study, found),
        "libraries": LIBRARIES,
    }
    return render(request, "studies/rater.html", context)
