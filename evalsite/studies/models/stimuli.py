from __future__ import annotations

from django.db import models
from django.db.models import Q

from evalsite.studies.models.study import Study


class Source(models.Model):
    """An original photograph. The digest is of its pixels: metadata never makes two of one."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=50, blank=True)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    pixel_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="source_name_is_unique")
        ]

    def __str__(self) -> str:
        return self.name


class Codec(models.Model):
    """An encoder and decoder at one version. Position gives colour and mark in every chart."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="codecs")
    name = models.SlugField(max_length=60)
    version = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="codec_name_is_unique"),
            models.UniqueConstraint(fields=["study", "position"], name="codec_position_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Condition(models.Model):
    """A codec at one rate point; or the untouched original; or the strong coding of the traps."""

    class Role(models.TextChoices):
        RATED = "rated"
        ORIGINAL = "original"
        TRAP = "trap"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="conditions")
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.RATED)
    codec = models.ForeignKey(
        Codec, on_delete=models.PROTECT, related_name="conditions", null=True, blank=True
    )
    target_bpp = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="condition_name_is_unique"),
            models.UniqueConstraint(fields=["codec", "target_bpp"], name="codec_has_a_rate_once"),
            # Two empty rates would differ to the database, hence a rule of their own.
            models.UniqueConstraint(
                fields=["codec"],
                condition=Q(target_bpp__isnull=True),
                name="codec_is_without_a_rate_once",
            ),
            models.CheckConstraint(
                condition=Q(role="rated", codec__isnull=False)
                | (~Q(role="rated") & Q(codec__isnull=True)),
                name="rated_condition_has_a_codec",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stimulus(models.Model):
    """One source under one condition, decoded."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="stimuli")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="stimuli")
    coded_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    bpp = models.FloatField(null=True, blank=True)
    parameters = models.CharField(max_length=500, blank=True)
    metrics = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "stimuli"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "condition"], name="source_has_a_condition_once"
            ),
            models.CheckConstraint(
                condition=Q(bpp__isnull=True) | Q(bpp__gt=0), name="stimulus_rate_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} under {self.condition_id}"


class Crop(models.Model):
    """The window of a source that raters see, the same for the original and every stimulus."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="crops")
    index = models.PositiveSmallIntegerField()
    x_px = models.PositiveIntegerField()
    y_px = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    file_code = models.UUIDField(unique=True, help_text="Names the file of the reference.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "index"], name="crop_index_is_unique"),
            models.CheckConstraint(
                condition=Q(width_px__gt=0, height_px__gt=0), name="crop_has_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.width_px}x{self.height_px}+{self.x_px}+{self.y_px}"


class Showing(models.Model):
    """The blinded file of one stimulus in one crop.

    The browser never learns its code: every trial has addresses of its own, or one that recurs
    would tell which pictures are the same, and so the traps.
    """

    stimulus = models.ForeignKey(Stimulus, on_delete=models.PROTECT, related_name="showings")
    crop = models.ForeignKey(Crop, on_delete=models.PROTECT, related_name="showings")
    file_code = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stimulus", "crop"], name="stimulus_is_cropped_once"),
        ]

    def __str__(self) -> str:
        return str(self.file_code)
