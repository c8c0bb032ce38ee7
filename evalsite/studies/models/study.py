from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models.frozen import FROZEN, changed_fields, refuse_draft, refuse_frozen
from evalsite.studies.models.outcome import check_returns
from evalsite.studies.models.wording import check_line
from evalsite.studies.rules.lasting import LEAST_MINUTES, MOST_MINUTES
from raters.models import Channel, ConsentText
from raters.policies import check_screening

MOST_PEOPLE = 1_000_000


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, user: Any) -> StudyQuerySet:
        """Studies a researcher may see: his own, or every one for a member of staff."""
        return self if user.is_staff else self.filter(owner=user)

    def update(self, **fields: Any) -> int:
        """As Django's, but for the rules of studies that have been open."""
        touched = {name.removesuffix("_id") for name in fields} & FROZEN.keys()
        begun = self.exclude(state=Study.State.DRAFT)
        if touched and begun.exists():
            refuse_frozen(touched)
        if fields.get("state") == Study.State.DRAFT and begun.exists():
            refuse_draft()
        return super().update(**fields)


class Study(models.Model):
    """What is compared, for whom, under which rules. The rules freeze when it opens."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"

    class Presentation(models.TextChoices):
        FLIP_WITH_REFERENCE = (
            "flip_with_reference",
            "original on the left; on the right A and B alternate in one place at a key press",
        )
        SIDE_BY_SIDE = (
            "side_by_side",
            "original, A and B side by side, one zoom and pan for all three",
        )
        FLIP = "flip", "A, B and original alternate in one place at a key press"
        NO_REFERENCE = "no_reference", "A and B alternate in one place, no original is shown"

    class Sampler(models.TextChoices):
        AUTO = "auto", "by size: active from 4 conditions on, balanced below; set when it opens"
        RANDOM = "random", "every pair alike likely"
        BALANCED = "balanced", "the pair, source and sides asked least"
        ACTIVE = "active", "the pairs whose answers tell most, 15 % of them drawn at random"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True, help_text="Names the study in commands and addresses.")
    title = models.CharField(
        max_length=200, validators=[check_line], help_text="Shown to raters: name no codec here."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="studies"
    )
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    consent_text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    channels: models.ManyToManyField[Channel, Recruitment] = models.ManyToManyField(
        Channel, through="Recruitment"
    )
    pay = models.CharField(
        max_length=100,
        blank=True,
        validators=[check_line],
        help_text="In words, e.g. “4 pounds”.",
    )
    contact = models.CharField(
        max_length=200,
        blank=True,
        validators=[check_line],
        help_text="Who is responsible, and answers raters' questions.",
    )
    minutes = models.PositiveSmallIntegerField(
        default=20,
        validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)],
        help_text="Told to raters: a session with its checks.",
    )

    presentation = models.CharField(
        max_length=20, choices=Presentation.choices, default=Presentation.FLIP_WITH_REFERENCE
    )
    allow_ties = models.BooleanField(default=True)
    sampler = models.CharField(max_length=8, choices=Sampler.choices, default=Sampler.AUTO)
    test_codec = models.ForeignKey(
        "studies.Codec",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="The codec the study is about; none: all codecs alike.",
    )
    # Boosted comparison (JPEG AIC-3), for near-lossless studies. 1, 1 and 0 show pictures as they
    # are.
    boost_zoom = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    boost_amplify = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text="Differences to the original are shown so many times as large.",
    )
    flicker_hz = models.FloatField(
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(15)],
        help_text="Changes a second between original and copy; 0 for none.",
    )
    crop_width_px = models.PositiveSmallIntegerField(
        default=768, validators=[MinValueValidator(64), MaxValueValidator(4096)]
    )
    crop_height_px = models.PositiveSmallIntegerField(
        default=768, validators=[MinValueValidator(64), MaxValueValidator(4096)]
    )
    crops_per_source = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    seed = models.PositiveIntegerField(default=0, help_text="Draws the crop windows.")
    trials_per_session = models.PositiveSmallIntegerField(
        default=70, validators=[MinValueValidator(20), MaxValueValidator(200)]
    )
    sessions_per_rater = models.PositiveSmallIntegerField(default=1)
    raters_wanted = models.PositiveIntegerField(
        default=100, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    sessions_at_once = models.PositiveIntegerField(
        null=True, blank=True, help_text="Most sessions running at a time; empty for no limit."
    )
    votes_wanted = models.PositiveIntegerField(
        null=True, blank=True, help_text="Nobody is let in past so many votes; empty for no limit."
    )
    # check -> rule -> value: what this study asks of each check beyond the check's own rules.
    screening = models.JSONField(default=dict, blank=True, validators=[check_screening])
    away_limit = models.DurationField(
        default=timedelta(minutes=90), help_text="A place is given on after so long without a sign."
    )
    accept_trap_share = models.FloatField(default=0.75)
    use_trap_share = models.FloatField(default=0.85)
    # The last task that was to plan further pairs: no second one is asked for while it waits.
    refresh_task = models.UUIDField(null=True, blank=True, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "studies"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False),
                name="study_out_of_draft_was_opened",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="study_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accept_trap_share__range=(0, 1), use_trap_share__range=(0, 1)),
                name="study_trap_shares_are_shares",
            ),
            models.CheckConstraint(
                condition=~Q(presentation="no_reference") | Q(boost_amplify=1, flicker_hz=0),
                name="study_boosts_against_an_original",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self.refuse_thaw(kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def refuse_thaw(self, writing: Iterable[str] | None) -> None:
        """Refuse what would change a rule, once the stored study is no draft any more."""
        fields = {field.name: field.attname for field in Study._meta.fields if field.name in FROZEN}
        stored = Study.objects.filter(pk=self.pk).values("state", *fields.values()).first()
        if stored is None or stored["state"] == Study.State.DRAFT:
            return
        written = set(FROZEN) | {"state"} if writing is None else set(writing)
        ours = {attname: getattr(self, attname) for attname in fields.values()}
        changed = changed_fields(stored, ours)
        refuse_frozen(name for name in fields if name in written and fields[name] in changed)
        if "state" in written and self.state == Study.State.DRAFT:
            refuse_draft()

    def get_absolute_url(self) -> str:
        return reverse("studies:study", args=[self.slug])

    @property
    def join_path(self) -> str:
        return reverse("studies:join", args=[self.code])


class Recruitment(models.Model):
    """One way into one study, and what a rater of that way is given at the end."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="recruitments")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    # outcome -> completion code or https:// return address of the panel
    returns = models.JSONField(default=dict, blank=True, validators=[check_returns])
    places = models.PositiveIntegerField(
        null=True, blank=True, help_text="Raters wanted by this way; empty for no limit of its own."
    )
    panel_study = models.CharField(
        max_length=100, blank=True, help_text="The panel's own name for the study (STUDY_ID)."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "channel"], name="channel_recruits_once")
        ]

    def __str__(self) -> str:
        return f"{self.study_id} by {self.channel_id}"
