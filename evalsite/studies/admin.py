"""Django's admin is for looking at rows; a study may be made and, while a draft, changed here."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from evalsite.studies.models import (
    Codec,
    Condition,
    Crop,
    PooledPair,
    Recruitment,
    Refresh,
    Session,
    Showing,
    Source,
    Stimulus,
    Study,
    Trial,
    Vote,
)
from raters.admin import LookingOnly

CUT = ("crop_width_px", "crop_height_px", "crops_per_source", "seed")


class RecruitmentInline(admin.TabularInline[Recruitment, Study]):
    model = Recruitment
    extra = 0


@admin.register(Study)
class StudyAdmin(admin.ModelAdmin[Study]):
    list_display = ("title", "slug", "state", "owner", "created_at")
    prepopulated_fields = {"slug": ("title",)}  # noqa: RUF012
    inlines = (RecruitmentInline,)
    list_select_related = ("owner",)
    readonly_fields = ("code", "state", "opened_at", "closed_at")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Study | None = None
    ) -> tuple[str, ...]:
        # The windows are cut when stimuli are imported, and the report states what was cut.
        cut = obj is not None and obj.sources.exists()
        return (*self.readonly_fields, *(CUT if cut else ()))

    def has_change_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        # The rules freeze when the study opens.
        frozen = obj is not None and obj.state != Study.State.DRAFT
        return not frozen and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(LookingOnly):
    list_display = ("name", "study", "category", "width_px", "height_px")
    list_select_related = ("study",)


@admin.register(Codec, Condition)
class NamedAdmin(LookingOnly):
    list_display = ("name", "study")
    list_select_related = ("study",)


@admin.register(Stimulus)
class StimulusAdmin(LookingOnly):
    list_display = ("source", "condition", "bpp")
    list_select_related = ("source", "condition")


@admin.register(Crop, Showing)
class FileAdmin(LookingOnly):
    list_display = ("__str__",)


@admin.register(Session)
class SessionAdmin(LookingOnly):
    list_display = ("code", "study", "outcome", "accepted", "used", "started_at")
    list_select_related = ("study",)
    list_filter = ("outcome",)


@admin.register(Trial)
class TrialAdmin(LookingOnly):
    list_display = ("code", "kind", "position", "study")
    list_select_related = ("study",)
    list_filter = ("kind",)


@admin.register(Vote)
class VoteAdmin(LookingOnly):
    list_display = ("trial", "choice", "response_ms", "simulated", "arrived_at")
    list_select_related = ("trial",)


@admin.register(PooledPair)
class PooledPairAdmin(LookingOnly):
    list_display = ("__str__", "study", "chosen")
    list_select_related = ("study",)
    list_filter = ("chosen",)


@admin.register(Refresh)
class RefreshAdmin(LookingOnly):
    list_display = ("study", "made_at", "votes", "simulated", "pairs_planned", "took_ms", "problem")
    list_select_related = ("study",)
