from __future__ import annotations

from django.contrib import admin

from elo.models import FitRun
from raters.admin import LookingOnly


@admin.register(FitRun)
class FitRunAdmin(LookingOnly):
    list_display = ("study", "model", "state", "n_votes", "created_at", "finished_at")
    list_select_related = ("study",)
    list_filter = ("state", "model")
