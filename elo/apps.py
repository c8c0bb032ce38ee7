from __future__ import annotations

from django.apps import AppConfig


class EloConfig(AppConfig):
    name = "elo"
    verbose_name = "Elo"
