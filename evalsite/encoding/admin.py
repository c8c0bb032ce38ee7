from __future__ import annotations

from django.contrib import admin

from evalsite.encoding.models import EncodeRun, Photograph
from raters.admin import LookingOnly


@admin.register(EncodeRun)
class EncodeRunAdmin(LookingOnly):
    list_display = ("study", "state", "done", "total", "created_at", "ended_at")
    list_select_related = ("study",)
    list_filter = ("state",)


@admin.register(Photograph)
class PhotographAdmin(LookingOnly):
    list_display = ("name", "study", "width_px", "height_px", "attribution", "received_at")
    list_select_related = ("study",)
