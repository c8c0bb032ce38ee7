from __future__ import annotations

from django.apps import AppConfig


class EncodingConfig(AppConfig):
    name = "evalsite.encoding"
    label = "encoding"
    verbose_name = "Encoding"
