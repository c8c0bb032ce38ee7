from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from raters.models import (
    ArtefactItem,
    Channel,
    Consent,
    ConsentText,
    Rater,
    ScreeningAnswer,
    ScreeningAttempt,
)


class LookingOnly(admin.ModelAdmin[Any]):
    """Rows made by raters and commands are looked at, never written here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AnswersInline(admin.TabularInline[ScreeningAnswer, ScreeningAttempt]):
    model = ScreeningAnswer
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin[Channel]):
    list_display = ("name", "owner", "kind", "id_parameter")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Channel | None = None
    ) -> tuple[str, ...]:
        # How people of a channel are told apart is fixed from the first: make a new channel.
        return ("owner", "kind", "id_parameter", "session_parameter") if obj else ()


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin[ConsentText]):
    list_display = ("version", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        # Somebody may be reading it at this moment: other words are a new version.
        return obj is None


@admin.register(Rater)
class RaterAdmin(LookingOnly):
    list_display = ("code", "channel", "simulated", "created_at")
    list_filter = ("channel", "simulated")
    list_select_related = ("channel",)
    search_fields = ("code", "external_id")


@admin.register(Consent)
class ConsentAdmin(LookingOnly):
    list_display = ("rater", "text", "purpose", "agreed", "decided_at", "withdrawn_at")
    list_filter = ("text", "agreed")
    list_select_related = ("rater", "text")


@admin.register(ScreeningAttempt)
class ScreeningAttemptAdmin(LookingOnly):
    list_display = ("code", "rater", "check_name", "outcome", "started_at", "finished_at")
    list_filter = ("check_name", "outcome")
    list_select_related = ("rater",)
    inlines = (AnswersInline,)


@admin.register(ArtefactItem)
class ArtefactItemAdmin(LookingOnly):
    list_display = ("source", "codec", "quality", "ssimulacra2", "strength", "practice")
    list_filter = ("codec", "source")
