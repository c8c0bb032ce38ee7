"""Browsers ask for /favicon.ico where a page names no icon: the admin, tables, pictures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static


def show_icon(request: HttpRequest) -> HttpResponse:
    return redirect(static("evalsite/icon.svg"))
