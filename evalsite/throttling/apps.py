from __future__ import annotations

from django.apps import AppConfig


class ThrottlingConfig(AppConfig):
    name = "evalsite.throttling"
    label = "throttling"
    verbose_name = "Throttling"
