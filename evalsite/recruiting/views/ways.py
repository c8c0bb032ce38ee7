"""Adding, changing and removing a way in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evalsite.recruiting.forms import PanelForm, WayForm
from evalsite.recruiting.views.owning import UNTIL_CLOSED, only_while, owner_only
from evalsite.recruiting.views.page import go_back, show_again
from evalsite.recruiting.ways import (
    WayRefused,
    add_open_link,
    add_panel,
    add_prolific,
    remove_way,
)
from evalsite.studies.models import Recruitment, Study
from raters.models import Channel

ADDED = {"open": add_open_link, "prolific": add_prolific}


@require_POST
@owner_only
@only_while(UNTIL_CLOSED)
def add(request: HttpRequest, study: Study, kind: str) -> HttpResponse:
    if kind == "panel":
        return add_panel_from_form(request, study)
    if kind not in ADDED:
        raise Http404
    try:
        way = ADDED[kind](study)
    except WayRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("recruiting:recruiting", slug=study.slug)
    return go_back(request, study, say_added(way))


def add_panel_from_form(request: HttpRequest, study: Study) -> HttpResponse:
    form = PanelForm(request.POST, prefix="panel")
    if form.is_valid():
        try:
            return go_back(request, study, say_added(add_panel(study, **form.cleaned_data)))
        except WayRefused as refusal:
            form.add_error("name", str(refusal))
    return show_again(request, study, panel=form)


def say_added(way: Recruitment) -> str:
    return _("“%(name)s” is a way in now. Its link is below.") % {"name": way.channel.name}


def find_way(study: Study, number: int) -> Recruitment:
    """A way of this study by its place in the database; bots' own is none."""
    ways = study.recruitments.select_related("channel")
    return get_object_or_404(ways.exclude(channel__kind=Channel.Kind.SIMULATED), pk=number)


@require_POST
@owner_only
@only_while(UNTIL_CLOSED)
def change(request: HttpRequest, study: Study, number: int) -> HttpResponse:
    form = WayForm(request.POST, way=find_way(study, number))
    if not form.is_valid():
        return show_again(request, study, way=form)
    form.save()
    said = _("“%(name)s” is changed.") % {"name": form.way.channel.name}
    return go_back(request, study, said)


@require_POST
@owner_only
@only_while(UNTIL_CLOSED)
def remove(request: HttpRequest, study: Study, number: int) -> HttpResponse:
    way = find_way(study, number)
    try:
        remove_way(way)
    except WayRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("recruiting:recruiting", slug=study.slug)
    said = _("“%(name)s” is no way in any more.") % {"name": way.channel.name}
    return go_back(request, study, said)
