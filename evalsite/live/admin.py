from __future__ import annotations

from django.contrib import admin

from evalsite.live.models import SlowRequest
from raters.admin import LookingOnly


@admin.register(SlowRequest)
class SlowRequestAdmin(LookingOnly):
    list_display = ("route", "method", "status", "took_ms", "at")
    list_filter = ("method", "status")
