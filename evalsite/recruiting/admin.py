from __future__ import annotations

from django.contrib import admin

from evalsite.recruiting.models import Delivery
from raters.admin import LookingOnly


@admin.register(Delivery)
class DeliveryAdmin(LookingOnly):
    list_display = ("__str__", "received_at")
