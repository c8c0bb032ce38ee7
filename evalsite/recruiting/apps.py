from __future__ import annotations

from django.apps import AppConfig


class RecruitingConfig(AppConfig):
    name = "evalsite.recruiting"
    label = "recruiting"
    verbose_name = "Recruiting"
